import { expect, it } from 'vitest';
import { MINUTE } from '../../src/duration.ts';
import { decideReading } from '../../src/polling/decideReading.ts';
import { createWatch } from '../../src/watches/watch.ts';

const CREATED = Date.UTC(2026, 0, 1);
const POST = { id: '18000000000000001', permalink: 'https://www.threads.net/@brand/post/abc' };

it('a container that its publisher reports as published ends its watch, and keeps the address of its post', () => {
  const watch = createWatch('brand', '17900000000000001', CREATED, CREATED);
  const policy = { schedule: [0, MINUTE], unpublishedAfter: undefined };
  const decision = decideReading(watch, { status: 'PUBLISHED', post: POST }, policy, CREATED + 1);
  expect(decision).toMatchObject({
    ended: true,
    watch: { state: { kind: 'status', status: 'PUBLISHED', post: POST } },
  });
  expect(decision.event).toBeUndefined();
});

import { expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/openStore.ts';
import { interceptStore } from '../support/interceptStore.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const IDS = Array.from({ length: 150 }, (_, index) => String(17900000000000001n + BigInt(index)));

it('whoever stops all that a program registered has its message written a few times, not once for each post', async () => {
  let writes = 0;
  const store = interceptStore(await openStore('memory:'), (kind, call) => {
    if (kind === 'write') writes += 1;
    return call();
  });
  const ready = [status('0s', 'FINISHED')];
  const story = await Story.begin({
    scenario: scenarioOf(Object.fromEntries(IDS.map((id) => [id, ready]))),
    store,
  });
  onTestFinished(() => story.end());
  const hook = { id: 'h1', name: 'ci', channel: channelRef('c1'), account: 'brand', by: 'ann' };
  for (let start = 0; start < IDS.length; start += 20)
    await story.bot.hookIntake.take(
      hook,
      { kind: 'watch', containers: IDS.slice(start, start + 20) },
      story.clock.now(),
    );
  await story.pass('20s');
  writes = 0;
  expect(await story.type('unwatch all')).toContain('Stopped watching 150 posts');
  expect(writes).toBeLessThan(IDS.length + 20);
  await story.pass('10s');
  expect(story.live(IDS[0] ?? '')?.now).toContain('150 watched · 150 no longer watched');
});

import { expect, it } from 'vitest';
import type { Core } from '../../src/app/startCore.ts';
import { answerForwarded } from '../../src/replica/answerForwarded.ts';

it.each(['slack', 'discord'])('a request of %s fails where this replica has no token of it', async (kind) => {
  const request = { platform: kind, workspace: 'T1', id: '1', acknowledged: true, body: {} };
  const core = { bindWorkspace: () => undefined } as unknown as Core;
  await expect(answerForwarded({ kind, body: request }, core, new Map())).rejects.toThrow(
    /has no token of (Slack|Discord), and answers nobody there. Give all replicas the same variables/,
  );
});

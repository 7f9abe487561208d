import { expect, it } from 'vitest';
import type { Platform } from '../../src/chat/platform.ts';
import { answerForwarded, type PartitionOwner } from '../../src/replica/answerForwarded.ts';

const REQUEST = { platform: 'slack', workspace: 'T1', id: '1', acknowledged: true, body: {} };

/** The owner of partition 3, and what it does. */
function createOwner(of: number, platforms: PartitionOwner['platforms'] = new Map()) {
  const done: string[] = [];
  const owner = {
    partition: 3,
    core: { bindWorkspace: (workspace: string) => void done.push(`bound ${workspace}`) },
    layout: { partitionOf: async () => of },
    forwarder: {
      forward: async (partition: number, { id }: { id: string }) =>
        void done.push(`forwarded ${id} to ${partition}`),
    },
    platforms,
  } as unknown as PartitionOwner;
  return { owner, done };
}

function createSlack(done: () => string[], isServed: boolean): PartitionOwner['platforms'] {
  const platform = {
    serves: () => isServed,
    answer: async ({ id }: { id: string }) => void done().push(`answered ${id}`),
  };
  return new Map([['slack', platform as unknown as Platform]]);
}

it.each(['slack', 'discord'])('a request of %s fails where this replica has no token of it', async (kind) => {
  const { owner } = createOwner(3);
  await expect(answerForwarded({ kind, body: { ...REQUEST, platform: kind } }, owner)).rejects.toThrow(
    /has no token of (Slack|Discord), and answers nobody there. Give all replicas the same variables/,
  );
});

it.each([
  ['is answered where its workspace belongs to the partition', 3, true, ['bound T1', 'answered 1']],
  ['binds no workspace that the owner is not configured to serve', 3, false, ['answered 1']],
  [
    'goes to the partition of its workspace, where another replica took it for ours',
    5,
    true,
    ['forwarded 1 to 5'],
  ],
])('a request %s', async (_, of, isServed, expected) => {
  const begun = createOwner(
    of,
    createSlack(() => begun.done, isServed),
  );
  await answerForwarded({ kind: 'slack', body: REQUEST }, begun.owner);
  expect(begun.done).toEqual(expected);
});

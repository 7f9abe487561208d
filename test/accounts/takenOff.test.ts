import { expect, it } from 'vitest';
import { createAccessCheck } from '../../src/accounts/access.ts';
import { Accounts } from '../../src/accounts/accounts.ts';
import { beginWithEvents } from '../events/beginWithEvents.ts';
import { Program } from '../events/program.ts';
import { status, VIDEO } from '../support/scenarios.ts';

const LATER = '17900000000000002';

/** `brand` serves these workspaces; it has the token of the sandbox. */
const serving = (...workspaces: string[]): Accounts =>
  new Accounts([{ name: 'brand', token: 'sandbox-token', workspaces }]);

it('a workspace that is taken off an account hears no more of it, until it may use it again', async () => {
  const program = await Program.start();
  const fails = (at: string) => [status('0s', 'IN_PROGRESS'), status(at, 'ERROR', 'UNKNOWN')];
  const story = await beginWithEvents(
    { [VIDEO]: fails('6m'), [LATER]: fails('1h') },
    {
      quotas: {
        posts: [
          { at: '0s', usage: 100, total: 250 },
          { at: '10m', usage: 210 },
        ],
      },
    },
  );
  await story.type(`hook on url:${program.url}`);
  await story.type(`watch ${VIDEO} ${LATER}`);
  await story.type('alerts on');
  await story.pass('5m');
  const [before, events] = [story.chat.calls.length, program.calls.length];

  await story.restart(serving('other'));
  await story.pass('30m');
  expect(story.chat.calls.length).toBe(before);
  expect(program.calls).toHaveLength(events);

  await story.restart(serving('w1'));
  await story.pass('24h');
  const after = story.chat.calls.slice(before).filter(({ call }) => call === 'post');
  expect(after.map(({ words }) => words).join('\n')).toContain(LATER);
  expect(after.map(({ words }) => words).join('\n')).not.toContain('80 %');
  const told = program.calls.slice(events).map(({ event }) => [event.type, event.container]);
  expect(told).toContainEqual(['container.failed', LATER]);
  expect(told.flat()).not.toContain(VIDEO);
});

it.each([
  ['granted', 'serves it', ['brand'], ['w1'], true],
  ['granted', 'is no more', ['gone'], [], true],
  ['granted', 'stands beside one that serves it', ['club', 'brand'], ['w1'], true],
  ['denied', 'does not serve it', ['brand'], ['w2'], true],
  ['unknown', 'may serve it, which is not known yet', ['brand'], [], false],
])('access is %s where the account %s', (access, _, names, workspaces, areKnown) => {
  const accessOf = createAccessCheck(serving(...workspaces), () => areKnown);
  expect(accessOf('w1', names)).toBe(access);
});

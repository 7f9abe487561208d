import { expect, it } from 'vitest';
import { error, NOT_FOUND, type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { isLiveMessage } from '../support/storyChat.ts';
import { beginHookStory } from './hookServer.ts';

it.each<[string, readonly Step[], string | undefined, RegExp]>([
  ['somebody stopped watching it', [status('0s', 'FINISHED')], `unwatch ${VIDEO}`, /1 published/],
  ['it was never found', [NOT_FOUND], undefined, /1 published/],
  ['it was found no more', [status('0s', 'FINISHED'), error('90s', 100, 33)], undefined, /1 published/],
  ['it failed, as Threads says', [status('0s', 'ERROR', 'UNKNOWN')], undefined, /1 failed/],
])(
  'a program that says what it published after %s: the day’s message',
  async (_title, life, line, counted) => {
    const { story, make, call } = await beginHookStory({ scenario: scenarioOf({ [VIDEO]: life }) });
    const key = await make();
    await call(key, { container: VIDEO, note: 'launch video' });
    if (line !== undefined) await story.type(line);
    await story.pass('20m');
    expect(story.chat.messages.findLast(isLiveMessage)?.now).not.toContain('1 published');
    const answer = await call(key, { container: VIDEO, published: '18000000000000001' });
    expect(answer.body).toEqual({ container: VIDEO, watching: false });
    await story.pass('10s');
    expect(story.chat.messages.findLast(isLiveMessage)?.now).toMatch(counted);
  },
);

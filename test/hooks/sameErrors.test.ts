import { expect, it } from 'vitest';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { beginHookStory } from './hookServer.ts';

/** As Threads words it: with the time, which is another one each time. */
const expired = (minute: number) => ({
  code: 190,
  error_subcode: 463,
  message: `Error validating access token: Session has expired on Thursday, 01-Jan-26 03:00:00 PST. The current time is Thursday, 01-Jan-26 03:0${minute}:17 PST.`,
});
const wordsAlone = (minute: number) => `Upload 8${minute} of the launch failed`;

it.each([
  ['an expired token, with the time in its words', expired],
  ['words alone, with a number in them', wordsAlone],
])('%s: a program that tries again is told of once', async (_title, errorAt) => {
  const { story, make, call } = await beginHookStory({
    scenario: scenarioOf({ [VIDEO]: [status('0s', 'FINISHED')] }),
  });
  const key = await make();
  for (let minute = 0; minute < 8; minute += 1) {
    await call(key, { note: 'new post', error: errorAt(minute) });
    await call(key, { container: VIDEO, note: 'launch video', error: errorAt(minute) });
    await story.bot.drain();
    await story.pass('1m');
  }
  const told = story.alerts().map(({ first }) => first);
  expect(told.filter((each) => each.includes('“new post”'))).toHaveLength(1);
  expect(told.filter((each) => each.includes('“launch video” was not published'))).toHaveLength(1);
});

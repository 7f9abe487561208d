import { expect, it, onTestFinished } from 'vitest';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';

/** Threads takes a call and never answers it. */
const HANGS = { faults: [{ from: '1s', to: '9h', hang: true }] };

/** Begins with a person who waits no moment longer than the program's own work takes. */
async function begin(): Promise<Story> {
  const story = await Story.begin({
    scenario: scenarioOf({ [VIDEO]: [status('0s', 'IN_PROGRESS')] }, HANGS),
    patience: () => new Promise((resolve) => setImmediate(resolve)),
    reach: () => ({ deadlineMs: 500 }),
  });
  onTestFinished(() => story.end());
  await story.pass('2s');
  return story;
}

it.each(['doctor', 'accounts', `status ${VIDEO}`, `watch ${VIDEO} age:20m note:"launch video"`])(
  '`%s` is answered although Threads hangs, with the line to type again',
  async (line) => {
    const story = await begin();
    const answer = await story.type(line);
    expect(answer).toMatch(/^⏳ Threads is slow to answer/);
    expect(answer).toContain(`type this again in a minute: /threads ${line}`);
  },
);

it('a watch that was answered so is begun', async () => {
  const story = await begin();
  await story.type(`watch ${VIDEO}`);
  await story.pass('1m');
  expect(await story.type('watches')).toContain(VIDEO);
});

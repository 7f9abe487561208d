import { expect, it } from 'vitest';
import { status } from '../../support/scenarios.ts';
import { beginAlone } from './double/slackWorld.ts';

const READY = '17900000000000002';
const ANNA = 'U0ANNA';

it('a ready post is published by its button, a question and a press, by whom PUBLISHERS names', async (test) => {
  const { slack, bot, sandbox } = await beginAlone(test, {
    containers: { [READY]: [status('0s', 'FINISHED')] },
    env: { PUBLISHERS: ANNA },
  });
  bot.start();
  await bot.ready();
  const channel = 'C0PUBLISH';
  const publisher = { channel, user: ANNA };
  await slack.command(`watch ${READY} note:"launch video"`, publisher).answer();
  // Posted before the container's first check, or after it.
  const live = await bot.passUntil(slack.message(channel, 'ready to publish'));
  await bot.pass('40s');

  const refused = await slack.press(live, 'Publish', { channel, user: 'U0BEN' }).answer();
  expect(refused.text).toMatch(/managers of this workspace[\s\S]*PUBLISHERS[\s\S]*U0BEN/);
  const question = await slack.press(live, 'Publish', publisher).answer();
  expect(question.text).toContain('Publish “launch video”?');
  expect((await slack.press(question, 'Publish', { channel, user: 'U0BEN' }).answer()).text).toContain(
    'PUBLISHERS',
  );
  expect(sandbox.calls.filter(({ method }) => method === 'POST')).toEqual([]);

  const answer = await slack.press(question, 'Publish', publisher).answer();
  expect(answer.text).toContain('is published');
  const told = await slack.message(channel, 'Publish pressed by');
  expect(told.texts.join('\n')).toMatch(
    /is published[\s\S]*<https:\/\/www\.threads\.net\/@[^|]*\|Open the post>/,
  );
  expect((await slack.message(channel, 'Watch ended')).texts.join('\n')).toContain('was published');
  const again = await slack.press(question, 'Publish', publisher).answer();
  expect(again.text).toContain('is published');
  expect(sandbox.calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

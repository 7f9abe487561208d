import { expect, it } from 'vitest';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import type { Story } from '../support/story.ts';
import { beginHookStory } from './hookServer.ts';

const ELSEWHERE = { platform: 'terminal', workspace: 'w2', id: 'c9' } as const;
const WORKSPACES = { brand: ['w1', 'w2'] };
const READY = [status('0s', 'FINISHED'), status('24h', 'EXPIRED')];

const toldElsewhere = (story: Story): string[] =>
  story.chat.messages.filter(({ channel }) => channel === ELSEWHERE.id).map(({ now }) => now);

it('a hook of one workspace tells another nothing of an account that serves both, and ends no watch there', async () => {
  const scenario = scenarioOf({ [VIDEO]: READY });
  const { story, make, call } = await beginHookStory({ scenario, workspaces: WORKSPACES });
  const key = await make();
  await story.type(`watch ${VIDEO} note:"theirs"`, ELSEWHERE);
  const before = toldElsewhere(story);
  const error = { code: 24, error_subcode: 4279009, message: 'words of the program' };
  expect((await call(key, { container: VIDEO, error })).body).toEqual({ container: VIDEO, watching: true });
  await story.pass('10s');
  expect(story.alertsOn(VIDEO)).toHaveLength(1);
  expect(toldElsewhere(story)).toEqual(before);
  const published = { container: VIDEO, published: true, permalink: 'https://www.threads.net/@other/post/x' };
  expect((await call(key, published)).body).toEqual({ container: VIDEO, watching: false });
  await story.pass('10s');
  expect(story.alertsOn(VIDEO)[0]?.now).toContain('Since then: published');
  expect(toldElsewhere(story)).toEqual(before);
  await story.pass('24h10m');
  expect(toldElsewhere(story).join()).toMatch(/“theirs”.*expired/);
});

it('a hook that says of a container that it is published has it checked where another workspace watches it', async () => {
  const scenario = scenarioOf({ [VIDEO]: [status('0s', 'FINISHED'), status('5m10s', 'PUBLISHED')] });
  const { story, make, call } = await beginHookStory({ scenario, workspaces: WORKSPACES });
  const key = await make();
  await story.type(`watch ${VIDEO}`, ELSEWHERE);
  await call(key, { container: VIDEO });
  await story.pass('6m');
  const checks = story.checksAt(VIDEO);
  await call(key, { container: VIDEO, published: true });
  await story.pass('10s');
  expect(story.checksAt(VIDEO)).toBe(checks + 1);
  expect(toldElsewhere(story)).toEqual([expect.stringContaining('was published')]);
});

it('a hook that reports one error after another takes none of those that another workspace is told', async () => {
  const scenario = scenarioOf({ [VIDEO]: READY });
  const { story, make, call } = await beginHookStory({ scenario, workspaces: WORKSPACES });
  const [ours, theirs] = [await make(), await make('hook on', ELSEWHERE)];
  for (let code = 1_001; code <= 1_012; code += 1) await call(ours, { container: VIDEO, error: { code } });
  await call(theirs, { container: VIDEO, note: 'theirs', error: { code: 24, error_subcode: 4279009 } });
  await story.bot.drain();
  await story.pass('10s');
  expect(toldElsewhere(story).join()).toContain('“theirs” was not published');
});

import { expect, it, onTestFinished } from 'vitest';
import { scenarioOf } from '../support/scenarios.ts';
import { channelRef, Story, type StoryOptions } from '../support/story.ts';

const ADDRESS = { url: 'https://threadwatch.example.com', reach: 'public' } as const;

async function begin(options: Partial<StoryOptions> = {}): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf({}), hookAddress: ADDRESS, ...options });
  onTestFinished(() => story.end());
  return story;
}

const TWO_ACCOUNTS = scenarioOf(
  {},
  {
    accounts: [
      { token: 'token-1', id: '17841400000000001', username: 'brand' },
      { token: 'token-2', id: '17841400000000002', username: 'shop' },
    ],
  },
);

const postsOf = (story: Story): string[] =>
  story.chat.messages.map(({ first }) => first).filter((first) => first.startsWith('🪝'));

it('a hook is made with a URL that is shown once, and its channel hears by whom', async () => {
  const story = await begin();
  const answer = await story.type('hook on');
  const [url, key] = /^https:\/\/threadwatch\.example\.com\/hook\/([\w-]{43})$/m.exec(answer) ?? [];
  expect(answer).toMatch(/^🪝 The hook hook-1 for brand is ready/);
  // The URL stands alone on its line, and in a line that can be pasted into a shell.
  expect(answer).toContain(`'${url}'`);
  expect(answer).not.toContain('PUBLIC_URL');
  expect(postsOf(story)).toEqual([expect.stringMatching(/^🪝 ann made the hook hook-1 for brand/)]);
  expect(postsOf(story)[0]).not.toContain(key);
  expect(await story.type('hook')).not.toContain(key);
});

it.each([
  ['machine', 'http://127.0.0.1:8080', /Only programs on this machine reach it\. .*PUBLIC_URL/],
  ['network', 'http://10.0.0.7:8080', /Only programs on this machine, and on networks .*PUBLIC_URL/],
] as const)('the answer says who reaches the URL: %s', async (reach, url, expected) => {
  const story = await begin({ hookAddress: { url, reach } });
  const answer = await story.type('hook on');
  expect(answer).toMatch(expected);
  expect(answer).toContain(`${url}/hook/`);
});

it('without HTTP_PORT no hook can be made', async () => {
  const story = await Story.begin({ scenario: scenarioOf({}) });
  onTestFinished(() => story.end());
  const answer = await story.type('hook on');
  expect(answer).toMatch(/HTTP_PORT is not set.*PUBLIC_URL/);
  expect(await story.type('hook show')).toMatch(/^🪝 This channel has no hook/);
  expect(story.chat.messages).toEqual([]);
});

it('the hooks of a channel are shown, and those of no other', async () => {
  const story = await begin();
  expect(await story.type('hook')).toMatch(/^🪝 This channel has no hook.*\n.*\/threads hook on/);
  await story.type('hook on publisher');
  await story.type('hook on name:n8n', channelRef('c2'));
  const shown = await story.type('hook show');
  expect(shown).toMatch(
    /^🪝 1 hook in this channel\n.*\/threads hook off\b.*\n {2}publisher for brand; made by ann .*; never called$/,
  );
  expect(shown).not.toContain('n8n');
});

it('two hooks can be had for one account, and a third is refused with what revokes one', async () => {
  const story = await begin({ scenario: TWO_ACCOUNTS });
  expect(await story.type('hook on')).toContain('hook-1');
  expect(await story.type('hook on')).toContain('hook-2');
  const refused = await story.type('hook on');
  expect(refused).toMatch(/2 hooks for brand already/);
  expect(refused).toContain('/threads hook off name:hook-1 or /threads hook off name:hook-2');
  expect(await story.type('hook on account:shop')).toContain('The hook hook-3 for shop');
  await story.type('hook off hook-1');
  expect(await story.type('hook on')).toContain('The hook hook-1 for brand');
});

it('people who make hooks at the same time get two', async () => {
  const story = await begin();
  const answers = await Promise.all(Array.from({ length: 5 }, () => story.type('hook on')));
  expect(answers.filter((answer) => answer.includes('is ready'))).toHaveLength(2);
});

it('a hook is revoked by whoever manages, and its channel hears it', async () => {
  const story = await begin();
  expect(await story.type('hook off')).toMatch(/There is no hook to revoke here/);
  await story.type('hook on');
  expect(await story.type('hook off')).toMatch(/^🪝 The hook hook-1 for brand is revoked/);
  expect(postsOf(story)).toEqual([
    expect.stringContaining('made the hook hook-1'),
    expect.stringMatching(/^🪝 ann revoked the hook hook-1 for brand/),
  ]);
  expect(await story.type('hook')).toMatch(/^🪝 This channel has no hook/);
});

it('of two hooks the one that is named is revoked', async () => {
  const story = await begin();
  await story.type('hook on');
  await story.type('hook on name:n8n');
  expect(await story.type('hook off')).toContain(
    '/threads hook off name:hook-1 or /threads hook off name:n8n',
  );
  expect(await story.type('hook off name:hok-1')).toContain('/threads hook off name:hook-1');
  expect(await story.type('hook off name:elsewhere')).toMatch(/there is hook-1, n8n/);
  expect(await story.type('hook off name:N8N')).toMatch(/^🪝 The hook n8n for brand is revoked/);
  expect(await story.type('hook show')).toContain('1 hook in this channel');
});

it('a name is refused that is taken, or is none', async () => {
  const story = await begin();
  await story.type('hook on name:n8n');
  expect(await story.type('hook on name:n8n')).toMatch(/has a hook named n8n already/);
  expect(await story.type('hook on name:"a b"')).toMatch(/takes letters, digits, - and _, at most 32/);
  expect(await story.type(`hook on name:${'x'.repeat(33)}`)).toMatch(/at most 32/);
});

it('hooks are for managers alone', async () => {
  const story = await begin();
  for (const line of ['hook', 'hook on', 'hook off'])
    expect(await story.type(line, channelRef('c1'), { id: 'bob', isManager: false })).toMatch(/for managers/);
  expect(story.chat.messages).toEqual([]);
});

it('an account of another workspace is answered as if it did not exist', async () => {
  const story = await begin({ scenario: TWO_ACCOUNTS, workspaces: { brand: ['w1'], shop: ['w2'] } });
  expect(await story.type('hook on account:shop')).toMatch(/There is no account shop here/);
});

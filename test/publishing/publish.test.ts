import { describe, expect, it } from 'vitest';
import { labelsOf } from '../support/pressButton.ts';
import { error, status, VIDEO } from '../support/scenarios.ts';
import { channelRef } from '../support/story.ts';
import {
  ANN,
  addFault,
  ask,
  beginPublishing,
  postsOf,
  press,
  publish,
  publishCalls,
  READY,
  told,
  watchUntilReady,
} from './publishing.ts';

const IMAGE = '17900000000000002';
const BOB = { id: 'bob', isManager: false };
const EVE = { id: 'eve', isManager: false, isPublisher: true };

describe('a container that is ready', () => {
  it('is asked about once more, published by a press, and told with a link and who pressed', async () => {
    const story = await beginPublishing();
    await watchUntilReady(story);
    const question = await ask(story);
    expect(story.render(question)).toContain('📤 Publish “launch video”?');
    expect(story.render(question)).toMatch(/from brand\.[\s\S]*ready to publish[\s\S]*17900000000000001/);
    expect(publishCalls(story)).toBe(0);
    const answer = story.render(await press(story, question));
    expect(answer).toMatch(
      /“launch video” is published[\s\S]*https:\/\/www\.threads\.net\/@brand\/post\/180/,
    );
    expect(told(story)).toEqual([
      expect.stringMatching(/✅ “launch video” is published[\s\S]*pressed by ann/),
    ]);
    expect(publishCalls(story)).toBe(1);
    expect(await postsOf(story)).toMatchObject([{ container: VIDEO }]);
  });

  it('ends its watch for every channel, with a link to the post and without another check', async () => {
    const story = await beginPublishing();
    await watchUntilReady(story);
    await story.type(`watch ${VIDEO} age:16m`, channelRef('c2'));
    await publish(story);
    const checks = story.checksAt(VIDEO);
    await story.pass('24h');
    expect(story.checksAt(VIDEO)).toBe(checks);
    for (const channel of ['c1', 'c2'])
      expect(story.live(VIDEO, channel)?.now).toMatch(/was published[\s\S]*Watch ended[\s\S]*open the post/);
    expect(told(story, 'c2')).toEqual([]);
    expect(story.alertsOn('17900000000000001').filter(({ first }) => first.includes('expired'))).toEqual([]);
  });

  it('offers Publish on its status, its live message, and the alerts that it is not out', async () => {
    const story = await beginPublishing();
    await story.type(`watch ${VIDEO}`);
    const live = story.live(VIDEO);
    expect(labelsOf(story, live?.id ?? '')).toContain('Publish');
    expect(await story.type(`status ${VIDEO}`)).toContain(
      `[Publish] /threads publish ${VIDEO} account:brand`,
    );
    await story.pass('23h30m');
    const [unpublished, expiring] = story.alertsOn(VIDEO);
    expect(unpublished?.first).toContain('ready, but not published');
    expect(expiring?.first).toContain('is not published yet');
    for (const alert of [unpublished, expiring])
      expect(labelsOf(story, alert?.id ?? '')).toContain('Publish');
    await publish(story);
    for (const message of story.chat.messages) expect(labelsOf(story, message.id)).not.toContain('Publish');
  });

  it('offers no Publish on a live message with two that are ready, or before it is', async () => {
    const story = await beginPublishing(
      {},
      { [VIDEO]: READY, [IMAGE]: [status('0s', 'IN_PROGRESS'), status('30s', 'FINISHED')] },
    );
    await story.type(`watch ${VIDEO} ${IMAGE}`);
    const live = story.live(VIDEO)?.id ?? '';
    expect(labelsOf(story, live)).toContain('Publish');
    await story.pass('1m');
    expect(labelsOf(story, live)).not.toContain('Publish');
  });

  it('that nobody watches is published too, 30 seconds after it was first seen ready', async () => {
    const story = await beginPublishing();
    expect(await publish(story)).toContain('is to be published on');
    expect(publishCalls(story)).toBe(0);
    await story.pass('25s');
    expect(publishCalls(story)).toBe(0);
    await story.pass('10s');
    expect(publishCalls(story)).toBe(1);
    expect(told(story)).toEqual([expect.stringContaining(`✅ Container ${VIDEO} is published`)]);
  });

  it('is seen ready by its watch first, and published 30 seconds after that', async () => {
    const story = await beginPublishing(
      {},
      { [VIDEO]: [status('0s', 'IN_PROGRESS'), status('50s', 'FINISHED')] },
    );
    await story.type(`watch ${VIDEO}`);
    await story.pass('1m');
    expect(await publish(story)).toContain('wait 30 seconds');
    await story.pass('29s');
    expect(publishCalls(story)).toBe(0);
    await story.pass('6s');
    expect(publishCalls(story)).toBe(1);
  });
});

describe('a container that is not ready', () => {
  const SLOW = [status('0s', 'IN_PROGRESS'), status('150s', 'FINISHED'), status('24h', 'EXPIRED')];

  it('is published when its watch finds it ready, 30 seconds later, and that is told', async () => {
    const story = await beginPublishing({}, { [VIDEO]: SLOW });
    const question = await ask(story);
    expect(question.buttons.map(({ label }) => label)).toEqual(['Publish when ready', 'Check again']);
    expect(story.render(await press(story, question, 'Publish when ready'))).toContain(
      'is to be published when it is ready',
    );
    expect(story.live(VIDEO)?.now).toContain('still processing');
    await story.pass('3m25s');
    expect(publishCalls(story)).toBe(0);
    await story.pass('10s');
    expect(publishCalls(story)).toBe(1);
    expect(told(story)).toEqual([expect.stringContaining('is published')]);
    expect(story.live(VIDEO)?.now).toContain('was published');
  });

  it('is told where it fails before, and never published', async () => {
    const story = await beginPublishing(
      {},
      { [VIDEO]: [status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'INVALID_FRAME_RATE')] },
    );
    await press(story, await ask(story), 'Publish when ready');
    await story.pass('5m');
    expect(publishCalls(story)).toBe(0);
    expect(told(story)).toEqual([expect.stringContaining('was not published: it failed')]);
  });

  it('is called off by whoever stops its watch', async () => {
    const story = await beginPublishing({}, { [VIDEO]: SLOW });
    await press(story, await ask(story), 'Publish when ready');
    await story.type(`unwatch ${VIDEO}`);
    await story.pass('10m');
    expect(publishCalls(story)).toBe(0);
    expect(told(story)).toEqual([expect.stringContaining('was not published: its watch has ended')]);
  });

  it.each([
    ['before it is ready', '1m'],
    ['while it rests', '160s'],
  ])('is called off by its own channel alone, %s: others may watch it too', async (_title, after) => {
    const elsewhere = { platform: 'terminal', workspace: 'w2', id: 'c9' } as const;
    const story = await beginPublishing({}, { [VIDEO]: SLOW }, { workspaces: { brand: ['w1', 'w2'] } });
    await story.type(`watch ${VIDEO}`, elsewhere);
    await press(story, await ask(story), 'Publish when ready');
    await story.pass(after);
    expect(await story.type(`unwatch ${VIDEO}`)).toContain('Stopped watching');
    await story.pass('10m');
    expect(publishCalls(story)).toBe(0);
    expect(told(story)).toEqual([expect.stringContaining('was not published: its watch has ended')]);
  });

  it('that can not be checked any more is told once it has expired: nobody waits in vain', async () => {
    const story = await beginPublishing({}, { [VIDEO]: SLOW });
    await press(story, await ask(story), 'Publish when ready');
    await addFault(story, { error: { code: 190, error_subcode: 463 } });
    await story.pass('24h');
    expect(told(story)).toEqual([]);
    await story.pass('10m');
    expect(publishCalls(story)).toBe(0);
    expect(told(story)).toEqual([expect.stringContaining("couldn't be checked before its 24 hours were")]);
  });

  it('that is found no more is told with what Threads answers', async () => {
    const lost = [status('0s', 'IN_PROGRESS'), error('90s', 24, 4279009)];
    const story = await beginPublishing({}, { [VIDEO]: lost });
    await press(story, await ask(story), 'Publish when ready');
    await story.pass('1h');
    expect(told(story)).toEqual([expect.stringMatching(/it can't be checked[\s\S]*Threads can't see it/)]);
  });

  it('is published though another channel stops watching it', async () => {
    const story = await beginPublishing({}, { [VIDEO]: SLOW });
    await story.type(`watch ${VIDEO}`, channelRef('c2'));
    await press(story, await ask(story), 'Publish when ready');
    await story.type(`unwatch ${VIDEO}`, channelRef('c2'));
    await story.pass('5m');
    expect(publishCalls(story)).toBe(1);
    expect(told(story)).toEqual([expect.stringContaining('is published')]);
  });

  it('survives a crash while it is waited for', async () => {
    const story = await beginPublishing({}, { [VIDEO]: SLOW });
    await press(story, await ask(story), 'Publish when ready');
    await story.restart();
    await story.pass('4m');
    expect(publishCalls(story)).toBe(1);
    expect(told(story)).toEqual([expect.stringContaining('is published')]);
  });
});

describe('at most one call', () => {
  it('follows from a question, however often and by whomever it is pressed', async () => {
    const story = await beginPublishing();
    await watchUntilReady(story);
    const question = await ask(story);
    const [one, two] = await Promise.all([
      press(story, question),
      press(story, question, 'Publish', { person: EVE }),
    ]);
    const later = await press(story, question);
    for (const card of [one, two, later]) expect(story.render(card)).toContain('is published');
    expect(publishCalls(story)).toBe(1);
    expect(told(story)).toHaveLength(1);
  });

  it('follows from a question whose press was refused: the second press hears the same', async () => {
    const story = await beginPublishing({ faults: [{ only: 'publish', error: { code: 190 } }] });
    await watchUntilReady(story);
    const question = await ask(story);
    expect(story.render(await press(story, question))).toMatch(/was not published[\s\S]*publish it again/);
    expect(story.render(await press(story, question))).toMatch(/was not published[\s\S]*publish it again/);
    expect(publishCalls(story)).toBe(1);
  });

  it('follows from two questions that are confirmed at the same time', async () => {
    const story = await beginPublishing();
    await watchUntilReady(story);
    const questions = [await ask(story), await ask(story, VIDEO, { person: EVE })];
    await Promise.all(questions.map((question) => press(story, question)));
    expect(publishCalls(story)).toBe(1);
  });

  it('is asked anew where the question is older than ten minutes', async () => {
    const story = await beginPublishing();
    await watchUntilReady(story);
    const question = await ask(story);
    await story.pass('10m5s');
    const again = await press(story, question);
    expect(story.render(again)).toMatch(/Publish “launch video”\?[\s\S]*asked too long ago/);
    expect(publishCalls(story)).toBe(0);
    await press(story, again);
    expect(publishCalls(story)).toBe(1);
  });
});

describe('nothing is called', () => {
  it('where the posts quota is used up', async () => {
    const story = await beginPublishing({ quotas: { posts: [{ at: '0s', usage: 250, total: 250 }] } });
    await watchUntilReady(story);
    expect(await publish(story)).toMatch(
      /was not published: the posts quota of brand is used up\n.*250 \/ 250/,
    );
    expect(publishCalls(story)).toBe(0);
    expect(told(story)).toHaveLength(1);
  });

  it('where the account can not be called', async () => {
    const story = await beginPublishing();
    await watchUntilReady(story);
    const question = await ask(story);
    await addFault(story, { error: { code: 190, error_subcode: 463 } });
    expect(story.render(await press(story, question))).toContain("was not published: it can't be checked");
    expect(publishCalls(story)).toBe(0);
  });

  it.each([
    ['while Threads limits the account', {}, 17],
    ['where Threads limits the call itself', { only: 'publish' }, 17],
    ['while Threads fails', {}, 2],
  ] as const)('and no other try is promised %s', async (_title, only, code) => {
    const story = await beginPublishing();
    await watchUntilReady(story);
    const question = await ask(story);
    await addFault(story, { ...only, error: { code } });
    const answer = story.render(await press(story, question));
    expect(answer).toMatch(/was not published[\s\S]*publish it again/);
    expect(answer).not.toMatch(/by itself|keeps trying/);
  });

  it.each([
    ['PUBLISHED', 'is published'],
    ['ERROR', 'failed'],
    ['EXPIRED', 'expired'],
  ])('and nothing is asked where it is %s', async (final, words) => {
    const story = await beginPublishing({}, { [VIDEO]: [status('0s', final)] });
    const card = await ask(story);
    expect(story.render(card)).toContain(words);
    expect(card.buttons.filter(({ label }) => label.startsWith('Publish'))).toEqual([]);
  });

  it('where somebody else published it meanwhile, and its watch ends', async () => {
    const story = await beginPublishing();
    await watchUntilReady(story);
    const question = await ask(story);
    await fetch(`${story.sandbox.url}/_sandbox/publish/${VIDEO}`, { method: 'POST' });
    expect(story.render(await press(story, question))).toContain('is published already');
    expect(publishCalls(story)).toBe(0);
    expect(story.live(VIDEO)?.now).toContain('was published');
  });
});

describe('who may publish', () => {
  it('is a manager, or whom PUBLISHERS names; others are told how to become one', async () => {
    const story = await beginPublishing();
    await watchUntilReady(story);
    const refused = story.render(await ask(story, VIDEO, { person: BOB }));
    expect(refused).toMatch(/managers of this workspace[\s\S]*PUBLISHERS[\s\S]*bob/);
    const question = await ask(story, VIDEO, { person: EVE });
    expect(story.render(await press(story, question, 'Publish', { person: BOB }))).toContain('PUBLISHERS');
    expect(publishCalls(story)).toBe(0);
    expect(story.render(await press(story, question, 'Publish', { person: EVE }))).toContain('is published');
  });
});

describe('of several accounts', () => {
  const accounts = [
    { token: 'brand-token', id: '1', username: 'brand' },
    { token: 'shop-token', id: '2', username: 'shop' },
  ];
  const CREATED_BY_SHOP = { code: 24, error_subcode: 4279009 };
  const faults = [{ only: 'status', account: 'brand', error: CREATED_BY_SHOP }];

  it('the one that owns the container is asked about, and publishes', async () => {
    const story = await beginPublishing({ accounts, faults });
    const question = await ask(story);
    expect(story.render(question)).toContain('It goes out from shop.');
    await press(story, question);
    await story.pass('35s');
    const calls = story.sandbox.calls.filter(({ path }) => path.endsWith('/threads_publish'));
    expect(calls.map(({ account }) => account)).toEqual(['shop']);
    expect(told(story)).toEqual([expect.stringMatching(/is published[\s\S]*shop/)]);
  });

  it('one that is not bound to the workspace is answered as if it did not exist', async () => {
    const story = await beginPublishing(
      { accounts, faults },
      { [VIDEO]: READY },
      {
        workspaces: { brand: ['w1'], shop: ['w2'] },
      },
    );
    expect(story.render(await ask(story, VIDEO, {}, 'shop'))).toContain('There is no account shop here');
    expect(story.render(await ask(story))).not.toContain('shop');
    const forged = { command: 'publish-now', args: { container: VIDEO, account: 'shop', q: 'x' } };
    const answer = await story.bot.dispatch({ ...forged, channel: channelRef('c1'), person: ANN });
    expect(story.render(answer)).toContain('There is no account shop here');
    expect(publishCalls(story)).toBe(0);
  });
});

describe('what was pressed elsewhere', () => {
  const PATIENT = [status('0s', 'IN_PROGRESS'), status('5m', 'FINISHED')];

  it('is told without the note of that channel, and in another workspace without the person', async () => {
    const elsewhere = { platform: 'terminal', workspace: 'w2', id: 'c9' } as const;
    const story = await beginPublishing({}, { [VIDEO]: PATIENT }, { workspaces: { brand: ['w1', 'w2'] } });
    await story.type(`watch ${VIDEO} note:"secret launch"`);
    await press(story, await ask(story), 'Publish when ready');
    const here = story.render(await ask(story, VIDEO, { channel: channelRef('c2') }));
    expect(here).toMatch(/is to be published when it is ready[\s\S]*pressed by ann/);
    const there = story.render(await ask(story, VIDEO, { channel: elsewhere }));
    expect(there).toContain('is to be published when it is ready');
    for (const answer of [here, there]) expect(answer).not.toContain('secret');
    expect(there).not.toMatch(/\bann\b/);
  });

  it('and is awaited goes on when somebody asks and it has become ready', async () => {
    const story = await beginPublishing({}, { [VIDEO]: PATIENT });
    await press(story, await ask(story), 'Publish when ready');
    await story.pass('5m30s');
    expect(publishCalls(story)).toBe(0);
    expect(story.render(await ask(story))).toContain('is to be published on');
    await story.pass('35s');
    expect(publishCalls(story)).toBe(1);
  });
});

describe('an answer that takes longer than a person waits', () => {
  it('is announced, and told in the channel when it comes', async () => {
    let isHasty = false;
    const never = Promise.withResolvers<void>().promise;
    const story = await beginPublishing(
      { faults: [{ only: 'publish', delay: '0.02s' }] },
      { [VIDEO]: READY },
      { patience: () => (isHasty ? Promise.resolve() : never) },
    );
    await watchUntilReady(story);
    const question = await ask(story);
    isHasty = true;
    expect(story.render(await press(story, question))).toMatch(
      /still being published[\s\S]*posted in the channel/,
    );
    expect(told(story)).toEqual([]);
    isHasty = false;
    expect(story.render(await press(story, question))).toContain('is published');
    expect(told(story)).toEqual([expect.stringContaining('is published')]);
    expect(publishCalls(story)).toBe(1);
  });
});

describe('a mistake', () => {
  it('of several containers is refused, with a line for the first', async () => {
    const story = await beginPublishing();
    expect(await story.type(`publish ${VIDEO} ${IMAGE}`)).toMatch(
      new RegExp(`2 containers, and publish takes one[\\s\\S]*/threads publish ${VIDEO}`),
    );
  });

  it.each(['launch', '1'])('of an id like %s is refused', async (id) => {
    const story = await beginPublishing();
    expect(await story.type(`publish ${id}`)).toContain("isn't a container ID");
    const card = await story.bot.dispatch({
      command: 'publish-now',
      args: { container: id, account: 'brand', q: 'x' },
      channel: channelRef('c1'),
      person: ANN,
    });
    expect(story.render(card)).toContain("isn't a container ID");
  });
});

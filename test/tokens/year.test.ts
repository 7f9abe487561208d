import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createMetrics } from '../../src/app/metrics.ts';
import { DAY, MINUTE } from '../../src/duration.ts';
import type { Button, Card } from '../../src/messages/card.ts';
import type { ChatPort } from '../../src/notifications/chatPort.ts';
import { agree, linkIn } from '../connect/agree.ts';
import { findLeaks } from '../leaks/findLeaks.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { APP, channelRef, Story } from '../support/story.ts';
import type { PostedMessage } from '../support/storyChat.ts';

/** Every token that the sandbox issues begins with the account's first token, so searching for that finds them all. */
const BRAND = { token: 'THAA-brand-1', id: '17841400000000001', username: 'brand', token_life: '60d' };
const SHOP = {
  token: 'THAA-shop-01',
  id: '17841400000000002',
  username: 'shop',
  token_life: '60d',
  grant_life: '90d',
};
const KEY = randomBytes(32).toString('base64');

const FAILING = [status('0s', 'IN_PROGRESS'), status('150s', 'ERROR', 'UNKNOWN')];
const idsFrom = (first: bigint): string[] =>
  Array.from({ length: 12 }, (_, month) => String(first + BigInt(month)));
const OF_BRAND = idsFrom(17900000000000001n);
const OF_SHOP = idsFrom(17900000000000101n);

/** The day and the first line of each message. */
function heads(told: readonly PostedMessage[]): [day: number, head: string][] {
  return told.map(({ at, first }) => [Math.floor((at + MINUTE) / DAY), first.split('\n')[0] ?? '']);
}

/** Everything that the program wrote in a year, except the links, which only one person sees. */
class Year {
  readonly story: Story;
  readonly secrets: Record<string, string> = {
    "brand's tokens": BRAND.token,
    "shop's tokens": SHOP.token,
    "the app's secret": APP.appSecret,
    'the key': KEY,
  };
  readonly #folder: string;
  readonly #buttons: Map<string, readonly Button[]>;
  readonly #metrics: ReturnType<typeof createMetrics>;
  readonly #written: string[];

  private constructor(parts: {
    story: Story;
    folder: string;
    buttons: Map<string, readonly Button[]>;
    metrics: ReturnType<typeof createMetrics>;
    written: string[];
  }) {
    this.story = parts.story;
    this.#folder = parts.folder;
    this.#buttons = parts.buttons;
    this.#metrics = parts.metrics;
    this.#written = parts.written;
  }

  static async begin(): Promise<Year> {
    const folder = mkdtempSync(join(tmpdir(), 'threadwatch-year-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const buttons = new Map<string, readonly Button[]>();
    const written: string[] = [];
    const metrics = createMetrics({
      version: '1.2.3',
      platforms: ['discord'],
      isReady: () => true,
      holdsStore: async () => true,
      readState: () => undefined,
    });
    const lives = Object.fromEntries([...OF_BRAND, ...OF_SHOP].map((id) => [id, FAILING]));
    const story = await Story.begin({
      scenario: scenarioOf(lives, { accounts: [BRAND, SHOP] }),
      storeUrl: `sqlite:${join(folder, 'store.db')}`,
      tokenKeys: [KEY],
      canConnect: true,
      quotaCron: '30 */6 * * *',
      reach: () => ({
        onCall(call) {
          metrics.countCall(call);
          written.push(JSON.stringify(call));
        },
      }),
      live: () => ({ store: (store) => store, chat: (chat) => keepButtons(chat, buttons) }),
    });
    onTestFinished(() => story.end());
    return new Year({ story, folder, buttons, metrics, written });
  }

  async type(line: string, inChannel: string): Promise<void> {
    this.#written.push(await this.story.type(line, channelRef(inChannel)));
  }

  /** A person presses *Reconnect* on a message, follows the link, agrees, and returns through the callback. */
  async reconnect({ id, channel: name }: PostedMessage): Promise<void> {
    const { story } = this;
    const button = this.#buttons.get(id)?.find(({ label }) => label === 'Reconnect');
    if (button === undefined) throw new Error(`there is no Reconnect on ${id}`);
    const { command, args } = button;
    const person = { id: 'ann', isManager: true };
    const link = linkIn(
      story.render(await story.bot.dispatch({ command, args, channel: channelRef(name), person })),
    );
    const { target, query } = await agree(link, 'shop');
    expect(target).toBe(APP.redirectUri);
    const { state = '', code = '' } = query;
    const page = await story.bot.answerCallback(query);
    expect(page.body).toContain('Reconnected');
    const count = Object.keys(this.secrets).length;
    Object.assign(this.secrets, { [`state ${count}`]: state, [`code ${count}`]: code });
    this.#written.push(page.body, JSON.stringify(page.headers));
  }

  /** The secrets that appear in the store's files. */
  leaksInStore(): string[] {
    const files = readdirSync(this.#folder).map((file) => readFileSync(join(this.#folder, file)));
    expect(Buffer.concat(files).length).toBeGreaterThan(10_000);
    return findLeaks(Buffer.concat(files), this.secrets);
  }

  /** The secrets that appear in messages, logs, metrics and answers. */
  async leaks(): Promise<string[]> {
    const { chat, log, sandbox } = this.story;
    const all = [
      ...chat.messages.map(({ first, now }) => first + now),
      ...chat.people.map(({ text }) => text),
      log,
      await this.#metrics.registry.metrics(),
      JSON.stringify(sandbox.calls),
      ...this.#written,
    ];
    return findLeaks(all.join('\n'), this.secrets);
  }
}

/** Wraps the chat so that the present buttons of each message are remembered. */
function keepButtons(chat: ChatPort, buttons: Map<string, readonly Button[]>): ChatPort {
  return {
    platform: chat.platform,
    async post(channel, card: Card, nonce) {
      const answer = await chat.post(channel, card, nonce);
      buttons.set(answer.id, card.buttons);
      return answer;
    },
    async edit(channel, id, card) {
      await chat.edit(channel, id, card);
      buttons.set(id, card.buttons);
    },
    tellPerson: async (channel, person, card) => chat.tellPerson?.(channel, person, card),
  };
}

/** The messages on which the person presses *Reconnect*: first only after the permission ended, later before that. */
const RECONNECT_ON = [
  /^🔑 Can't check shop/,
  /^🔑 .* ends .*in 7 d/,
  /^🔑 .* ends .*in 24 h/,
  /^🔑 .* ends .*in 3 d/,
];

it('over a year, refreshed tokens leave no gap, and an ending permission is announced and renewed with its button', {
  timeout: 180_000,
}, async () => {
  const year = await Year.begin();
  const { story } = year;
  await year.type('alerts on account:brand', 'c1');
  await year.type('alerts on account:shop', 'c2');
  const tokens = new Set<string | undefined>();
  const toPress = [...RECONNECT_ON];
  let mended = 0;

  for (let day = 0; day < 365; day += 1) {
    const month = day / 30;
    if (month < 12 && Number.isInteger(month)) {
      await year.type(`watch ${OF_BRAND[month]} account:brand`, 'c1');
      await year.type(`watch ${OF_SHOP[month]} account:shop`, 'c2');
      for (const line of ['accounts', 'doctor', 'quota account:shop']) await year.type(line, 'c2');
      expect(year.leaksInStore()).toEqual([]);
    }
    await story.pass('5h');
    const last = story.alerts('c2').at(-1);
    if (last !== undefined && toPress[0]?.test(last.first)) {
      toPress.shift();
      await year.reconnect(last);
      if (mended === 0) mended = story.sandbox.calls.length;
    }
    for (const { token } of story.accounts.all) tokens.add(token);
    // The renewed permission must survive a restart.
    if (day === 120) await story.restart();
    await story.pass('19h');
  }

  expect(heads(story.alerts('c1'))).toEqual(failures(OF_BRAND));
  expect(answersFor(story, 'brand')).toEqual([200]);

  const [failed, told] = split(story.alerts('c2'), ({ first }) => first.startsWith('❌'));
  expect(heads(failed)).toEqual(failures(OF_SHOP));
  expect(answersFor(story, 'shop', mended)).toEqual([200]);
  expect(heads(told)).toEqual([
    [83, expect.stringMatching(/^🔑 The permission that shop gave ends .*in 7 d/)],
    [87, expect.stringMatching(/^🔑 The permission that shop gave ends .*in 3 d/)],
    [89, expect.stringMatching(/^🔑 The permission that shop gave ends .*in 24 h/)],
    [90, expect.stringMatching(/^🔑 Can't check shop/)],
    [90, expect.stringMatching(/^✅ Threads answers for shop again, after 5 h/)],
    [173, expect.stringMatching(/^🔑 The permission that shop gave ends .*in 7 d/)],
    [256, expect.stringMatching(/^🔑 The permission that shop gave ends .*in 7 d/)],
    [260, expect.stringMatching(/^🔑 The permission that shop gave ends .*in 3 d/)],
    [262, expect.stringMatching(/^🔑 The permission that shop gave ends .*in 24 h/)],
    [345, expect.stringMatching(/^🔑 The permission that shop gave ends .*in 7 d/)],
    [349, expect.stringMatching(/^🔑 The permission that shop gave ends .*in 3 d/)],
  ]);
  const [warnings, others] = split(told, ({ first }) => first.includes('The permission that shop gave'));
  for (const { first, now } of warnings) {
    expect(first).toContain('Type /threads connect account:shop and log in to Threads as shop');
    expect(now).toMatch(/\n {2}✅ Renewed .*: the new token works/);
  }
  expect(others[0]?.now).toMatch(/\n {2}✅ Over since .*; it lasted 5 h/);

  expect(tokens.size).toBeGreaterThan(12);
  expect(await year.leaks()).toEqual([]);
});

function failures(videos: readonly string[]): [day: number, head: unknown][] {
  return videos.map((video, month) => [month * 30, expect.stringContaining(`❌ Container ${video} failed`)]);
}

/** The distinct HTTP statuses of the answers for an account. */
function answersFor({ sandbox }: Story, account: string, since = 0): number[] {
  const calls = sandbox.calls.slice(since).filter((call) => call.account === account);
  expect(calls.length).toBeGreaterThan(100);
  return [...new Set(calls.map(({ http }) => http))];
}

function split<T>(all: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((each) => !isFirst(each))];
}

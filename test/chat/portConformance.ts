import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChannelRef } from '../../src/channelRef.ts';
import type { Card } from '../../src/messages/card.ts';
import { code, person, strong, text } from '../../src/messages/text.ts';
import { type ChatPort, DeliveryError } from '../../src/notifications/chatPort.ts';
import { anyCard } from '../messages/hostileCards.ts';
import { drawn } from '../support/isThorough.ts';

/** A message in a channel, as people see it. */
export interface PostedMessage {
  readonly id: string;
  readonly text: string;
}

/** What the suite needs of a port, and of the platform behind it. */
export interface PortUnderTest {
  readonly port: ChatPort;
  /** A channel that no test has used; it takes messages. */
  newChannel(): ChannelRef;
  /** The id of a person. */
  readonly person: string;
  /** The messages of a channel, the oldest first. */
  messagesIn(channel: ChannelRef): readonly PostedMessage[];
  /** What the platform would refuse of all that was sent, or would notify people of. */
  violations(): readonly string[];
  /** Whether the platform posts a second message with the same nonce. */
  readonly dropsRepeatedNonces: boolean;
  close(): Promise<void>;
}

/** A port whose platform can refuse calls. */
export interface RefusingPort extends PortUnderTest {
  /** The next post is refused, but a later one may succeed. */
  refuseOnce(channel: ChannelRef): void;
  /** The next post is refused, and the platform names the wait, in seconds. */
  askToWait(channel: ChannelRef, seconds: number): void;
  /** Every call for the channel is refused for good. */
  closeChannel(channel: ChannelRef): void;
  /** A person deletes a message. */
  deleteMessage(channel: ChannelRef, id: string): void;
  /** The platform can't be reached any more. */
  goAway(): Promise<void>;
}

const card = (title: string, rest: Partial<Card> = {}): Card => ({
  tone: 'good',
  title: text`${title}`,
  body: [text`The body of it`],
  buttons: [],
  ...rest,
});

const HOSTILE =
  '@everyone @here <!channel> <@U0ANNA> <@1400000000000000001> [a](https://evil.example) `*_~|\u202e\u0000\u001b[31m';

const LARGE_CARDS: readonly [what: string, card: Card][] = [
  ['a title of 5,000 characters', card('x'.repeat(5_000))],
  ['a body of 100 long lines', card('Long', { body: Array(100).fill(text`${'word '.repeat(200)}`) })],
  ['2,000 items', card('List', { items: Array(2_000).fill(text`${code('17900000000000001')} of brand`) })],
  [
    '60 buttons',
    card('Buttons', {
      buttons: Array.from({ length: 60 }, (_, index) => ({
        label: 'Check again',
        command: 'status',
        args: { container: String(index) },
      })),
    }),
  ],
  [
    'hostile words',
    card(HOSTILE, {
      body: [text`${HOSTILE}`, text`${code(HOSTILE)}`, text`${strong(HOSTILE)}`, text`${person(HOSTILE)}`],
      items: [text`${HOSTILE}`],
    }),
  ],
  ['nothing at all', card('', { body: [], items: [] })],
];

/** What `ChatPort` promises, as tests that every platform's port passes. */
export function testPort(platform: string, open: () => Promise<PortUnderTest>): void {
  describe(`the port of ${platform}`, () => {
    let tested: PortUnderTest;
    let port: ChatPort;

    beforeAll(async () => {
      tested = await open();
      port = tested.port;
    });

    afterAll(async () => {
      await tested.close();
      expect(tested.violations()).toEqual([]);
    });

    it('posts a message, and returns its id', async () => {
      const channel = tested.newChannel();
      const { id } = await port.post(channel, card('First'), 'nonce-1');
      const [message, ...others] = tested.messagesIn(channel);
      expect([message?.id, others]).toEqual([id, []]);
      expect(message?.text).toMatch(/First[\s\S]*The body of it/);
    });

    it('posts in the channel that is named, and in no other', async () => {
      const [one, other] = [tested.newChannel(), tested.newChannel()];
      await port.post(one, card('For one'), 'nonce-1');
      await port.post(other, card('For the other'), 'nonce-2');
      for (const [channel, words] of [
        [one, 'For one'],
        [other, 'For the other'],
      ] as const)
        expect(tested.messagesIn(channel).map((message) => message.text.includes(words))).toEqual([true]);
    });

    it('edits the message that is named, and no other', async () => {
      const channel = tested.newChannel();
      const { id: first } = await port.post(channel, card('First'), 'nonce-1');
      const { id: second } = await port.post(channel, card('Second'), 'nonce-2');
      await port.edit(channel, first, card('Edited'));
      const messages = tested.messagesIn(channel);
      expect(messages.map(({ id }) => id)).toEqual([first, second]);
      expect(messages[0]?.text).toContain('Edited');
      expect(messages[0]?.text).not.toContain('First');
      expect(messages[1]?.text).toContain('Second');
    });

    it('posts two messages with two nonces, and one with one nonce where the platform can tell', async () => {
      const channel = tested.newChannel();
      const nonce = 'n'.repeat(25);
      const first = await port.post(channel, card('Once'), nonce);
      const again = await port.post(channel, card('Once'), nonce);
      await port.post(channel, card('Another'), 'm'.repeat(25));
      expect(tested.messagesIn(channel)).toHaveLength(tested.dropsRepeatedNonces ? 2 : 3);
      expect(again.id === first.id).toBe(tested.dropsRepeatedNonces);
    });

    it('tells whether a message shows the card, or the words of an earlier try', async () => {
      const channel = tested.newChannel();
      const nonce = 'n'.repeat(25);
      const first = await port.post(channel, card('First'), nonce);
      const revised = await port.post(channel, card('Revised'), nonce);
      const shown = tested.messagesIn(channel).find(({ id }) => id === revised.id);
      expect([first.showsCard, revised.showsCard]).toEqual([true, shown?.text.includes('Revised')]);
      expect(revised.showsCard).toBe(!tested.dropsRepeatedNonces);
    });

    it.each(LARGE_CARDS)(
      'posts and edits a card with %s within the limits, and pings nobody',
      async (_, large) => {
        const channel = tested.newChannel();
        const before = tested.violations().length;
        const { id } = await port.post(channel, large, 'nonce-1');
        await port.edit(channel, id, large);
        expect(tested.messagesIn(channel).map((message) => message.id)).toEqual([id]);
        expect(tested.violations().slice(before)).toEqual([]);
      },
    );

    it('posts any card within the limits, and pings nobody', async () => {
      await fc.assert(
        fc.asyncProperty(anyCard, async (each) => {
          const [channel, before] = [tested.newChannel(), tested.violations().length];
          for (const _ of ['first try', 'second try'])
            expect(await port.post(channel, each, 'nonce-1')).toMatchObject({ showsCard: true });
          expect(tested.violations().slice(before)).toEqual([]);
        }),
        { numRuns: drawn(50) },
      );
    });

    it('names a channel and its address, where it can', async () => {
      const named = port.describeChannel?.(tested.newChannel());
      if (named !== undefined) expect([named.name.length > 0, URL.canParse(named.url)]).toEqual([true, true]);
    });

    it('finds a channel open that takes messages, where it can tell, and posts nothing', async () => {
      const channel = tested.newChannel();
      if (port.checkChannel !== undefined)
        expect(await port.checkChannel(channel, tested.person)).toEqual({ kind: 'open' });
      expect(tested.messagesIn(channel)).toEqual([]);
    });
  });
}

/** How a port reports refusals, as tests for every platform that can refuse a call. */
export function testRefusals(platform: string, open: () => Promise<RefusingPort>): void {
  describe(`a refusal, through the port of ${platform},`, () => {
    let tested: RefusingPort;
    let port: ChatPort;

    beforeAll(async () => {
      tested = await open();
      port = tested.port;
    });

    afterAll(() => tested.close());

    it('that may pass is passing, and the next post succeeds', async () => {
      const channel = tested.newChannel();
      tested.refuseOnce(channel);
      const error = await errorOf(port.post(channel, card('Refused'), 'nonce-1'));
      expect(error).toMatchObject({ kind: 'passing', retryAfter: undefined });
      await port.post(channel, card('Accepted'), 'nonce-1');
      expect(tested.messagesIn(channel)).toHaveLength(1);
    });

    it('that names a wait is passing, and carries the wait', async () => {
      const channel = tested.newChannel();
      tested.askToWait(channel, 90);
      const error = await errorOf(port.post(channel, card('Refused'), 'nonce-1'));
      expect(error.kind).toBe('passing');
      // A client may add a margin.
      expect(error.retryAfter).toBeGreaterThanOrEqual(90_000);
      expect(error.retryAfter).toBeLessThan(91_000);
      const other = tested.newChannel();
      await port.post(other, card('Accepted'), 'nonce-2');
      expect(tested.messagesIn(other)).toHaveLength(1);
    });

    it('for good is lasting, and says why in words', async () => {
      const channel = tested.newChannel();
      const { id } = await port.post(channel, card('Before'), 'nonce-1');
      tested.closeChannel(channel);
      for (const call of [
        () => port.post(channel, card('After'), 'nonce-2'),
        () => port.edit(channel, id, card('After')),
      ]) {
        const error = await errorOf(call());
        expect(error.kind).toBe('lasting');
        expect(error.message).toMatch(/[a-z]+ [a-z]+ [a-z]+/);
        expect(error.code).not.toBe('');
      }
      if (port.checkChannel !== undefined) {
        const check = await port.checkChannel(channel, tested.person);
        expect(check).toEqual({ kind: 'closed', problem: expect.stringMatching(/[a-z]+ [a-z]+ [a-z]+/) });
      }
      expect(tested.messagesIn(channel).map((message) => message.text)).toEqual([
        expect.stringContaining('Before'),
      ]);
    });

    it('of an edit, whose message a person deleted, is message-gone', async () => {
      const channel = tested.newChannel();
      const { id } = await port.post(channel, card('Deleted'), 'nonce-1');
      tested.deleteMessage(channel, id);
      expect((await errorOf(port.edit(channel, id, card('Edited')))).kind).toBe('message-gone');
      expect(tested.messagesIn(channel)).toEqual([]);
    });

    it('by a platform that is away is passing', async () => {
      const channel = tested.newChannel();
      const { id } = await port.post(channel, card('Before'), 'nonce-1');
      await tested.goAway();
      for (const call of [
        () => port.post(channel, card('After'), 'nonce-2'),
        () => port.edit(channel, id, card('After')),
      ])
        expect(await errorOf(call())).toMatchObject({ kind: 'passing', retryAfter: undefined });
    });
  });
}

async function errorOf(call: Promise<unknown>): Promise<DeliveryError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DeliveryError) return error;
  throw new Error('the call did not fail with a DeliveryError', { cause: error });
}

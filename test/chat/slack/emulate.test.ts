import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ChannelRef } from '../../../src/channelRef.ts';
import { CARDS } from '../../messages/cards.ts';
import { findFreePort } from '../../support/findFreePort.ts';
import { CARD, type TestBot } from '../testBot.ts';
import { createSlackBot } from './double/createSlackBot.ts';

const BOT_TOKEN = 'xoxb-threadwatch';
const READER_TOKEN = 'xoxp-reader';

const channelsSchema = z.object({ channels: z.array(z.object({ id: z.string(), name: z.string() })) });
const historySchema = z.object({
  messages: z.array(z.object({ text: z.string(), ts: z.string(), blocks: z.array(z.unknown()).optional() })),
});

/** A Web API emulator by other authors, strict about tokens, scopes and channels. */
describe('with an emulated Slack', () => {
  let emulator: Emulator;
  let bot: TestBot;
  let channels: readonly ChannelRef[];

  const ask = async (method: string, fields: Record<string, string> = {}): Promise<unknown> => {
    const response = await fetch(`${emulator.url}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${READER_TOKEN}` },
      body: new URLSearchParams(fields),
    });
    return response.json();
  };

  const platformWith = (token: string): TestBot =>
    createSlackBot({
      environment: {
        SLACK_BOT_TOKEN: token,
        SLACK_SIGNING_SECRET: 'a-signing-secret',
        SLACK_API_URL: `${emulator.url}/api/`,
      },
    });

  beforeAll(async () => {
    emulator = await createEmulator({
      service: 'slack',
      port: await findFreePort(),
      seed: {
        slack: {
          strict_scopes: true,
          channels: [{ name: 'launches' }],
          tokens: [
            { token: BOT_TOKEN, scopes: ['commands', 'chat:write'] },
            { token: READER_TOKEN, scopes: ['channels:read', 'channels:history'] },
            { token: 'xoxb-mute', scopes: ['commands'] },
          ],
        },
      },
    });
    bot = platformWith(BOT_TOKEN);
    await bot.start();
    const listed = channelsSchema.parse(await ask('conversations.list'));
    const [workspace = ''] = bot.bound;
    channels = listed.channels.map(({ id }) => ({ platform: 'slack', workspace, id }));
  });

  afterAll(async () => {
    await bot.platform.stop();
    await emulator.close();
  });

  it('two scopes are enough to post and to edit every kind of message', async () => {
    const { port } = bot.platform;
    expect(channels).toHaveLength(3);
    for (const [index, channel] of channels.entries()) {
      const [[, card] = ['', CARD], [, other] = ['', CARD]] = CARDS.slice(index * 7);
      const { id: ts } = await port.post(channel, card, 'nonce');
      await port.edit(channel, ts, other);
      const { messages } = historySchema.parse(await ask('conversations.history', { channel: channel.id }));
      expect(messages.find((message) => message.ts === ts)?.blocks?.length).toBeGreaterThan(1);
    }
  });

  it('two scopes are enough to check whether a channel can be posted to', async () => {
    const { port } = bot.platform;
    const [channel] = channels;
    if (channel === undefined) throw new Error('there is no channel');
    expect(await port.checkChannel?.(channel, 'U000000001')).toEqual({ kind: 'open' });
    const { messages } = historySchema.parse(await ask('conversations.history', { channel: channel.id }));
    expect(messages.filter(({ text }) => text.includes('can post in this channel'))).toEqual([]);
    expect((await port.checkChannel?.({ ...channel, id: 'C0NOWHERE' }, 'U000000001'))?.kind).toBe('closed');
  });

  it('its refusals are classified', async () => {
    const { port } = bot.platform;
    const [channel] = channels;
    if (channel === undefined) throw new Error('there is no channel');
    await expect(port.post({ ...channel, id: 'C0NOWHERE' }, CARD, 'n')).rejects.toMatchObject({
      kind: 'lasting',
      code: 'channel_not_found',
    });
    await expect(port.edit(channel, '1.000001', CARD)).rejects.toMatchObject({ kind: 'message-gone' });
  });

  it('a missing scope is a lasting refusal', async () => {
    const mute = platformWith('xoxb-mute');
    await mute.start();
    const [channel] = channels;
    if (channel === undefined) throw new Error('there is no channel');
    await expect(mute.platform.port.post(channel, CARD, 'n')).rejects.toMatchObject({
      kind: 'lasting',
      code: 'missing_scope',
    });
    await mute.platform.stop();
  });
});

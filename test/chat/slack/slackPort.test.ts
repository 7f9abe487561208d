import { describe, expect, it, type TestContext } from 'vitest';
import { channelUnreachable } from '../../../src/messages/alerts/channelUnreachable.ts';
import { DeliveryError } from '../../../src/notifications/chatPort.ts';
import { CARD } from '../testBot.ts';
import { createSlackBot } from './double/createSlackBot.ts';
import { type Fault, SlackDouble } from './double/slackDouble.ts';

async function begin({ onTestFinished }: TestContext) {
  const slack = await SlackDouble.start();
  const bot = createSlackBot(slack);
  await bot.start();
  onTestFinished(async () => {
    await bot.platform.stop();
    await slack.close();
  });
  const { port } = bot.platform;
  const channel = { platform: 'slack', workspace: slack.team, id: 'C0GENERAL' } as const;
  const post = async (id: string = channel.id): Promise<string> =>
    (await port.post({ ...channel, id }, CARD, 'nonce')).id;
  const postError = async (fault: Fault, channel?: string): Promise<DeliveryError> => {
    slack.fail('chat.postMessage', fault);
    const error = await post(channel).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error instanceof DeliveryError) return error;
    throw new Error(`${JSON.stringify(fault)} did not fail as a delivery`);
  };
  return { slack, bot, port, channel, post, postError };
}

describe.concurrent('a message to a Slack channel', () => {
  it('is posted, then edited in place', async (test) => {
    const { slack, port, channel, post } = await begin(test);
    const id = await post();
    await port.edit(channel, id, { ...CARD, title: ['Another title'] });
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]?.texts).toEqual(['A card\nIts body', 'Another title\nIts body']);
    expect(slack.callsOf('chat.update')[0]?.args).toMatchObject({ ts: id, parse: 'none' });
  });

  it.for([
    [
      'not_in_channel',
      'Threadwatch is not in the channel; to let Threadwatch in, type /invite @threadwatch there',
    ],
    [
      'channel_not_found',
      'the channel is gone, or private and Threadwatch is not in it; to let Threadwatch in, type /invite @threadwatch there',
    ],
    ['is_archived', 'the channel is archived'],
    ['restricted_action', 'only some members may post there'],
    ['restricted_action_read_only_channel', 'only some members may post there'],
    ['restricted_action_thread_only_channel', 'only threads can be posted there'],
    ['restricted_action_non_threadable_channel', 'only some members may post there'],
    ['user_is_restricted', 'only some members may post there'],
    ['ekm_access_denied', 'the workspace’s administrators have suspended posting there'],
    ['enterprise_is_restricted', 'the workspace’s administrators forbid it'],
    [
      'missing_scope',
      'the app lacks the scope chat:write; its operator should reinstall it from its manifest',
    ],
    ['no_permission', 'the app may not post there; its operator should reinstall it from its manifest'],
    ['access_denied', 'Slack denies Threadwatch access to it'],
    ['team_access_not_granted', 'Threadwatch may not enter that workspace'],
    ['token_revoked', 'Threadwatch was removed from the workspace'],
    ['account_inactive', 'Threadwatch was removed from the workspace'],
    ['user_removed_from_team', 'Threadwatch was removed from the workspace'],
    ['team_disabled', 'the workspace was disabled'],
    ['org_login_required', 'the workspace is being moved to an organisation'],
    ['token_expired', 'Threadwatch’s token has expired'],
    ['invalid_auth', 'Slack refuses Threadwatch’s token for it'],
    ['not_authed', 'Slack refuses Threadwatch’s token for it'],
  ] as const)('is refused for good with %s', async ([code, reason], test) => {
    const { bot, postError } = await begin(test);
    expect(await postError(code)).toMatchObject({ kind: 'lasting', code, message: reason });
    // Slack still accepts the token elsewhere: only the channel refuses, and the program goes on.
    expect(bot.finals).toEqual([]);
  });

  it('has its own reason in a direct message', async (test) => {
    const { postError } = await begin(test);
    expect(await postError('channel_not_found', 'D0PRIVATE')).toMatchObject({
      kind: 'lasting',
      message: 'Threadwatch is no part of this direct message; use a channel instead',
    });
  });

  it.for([
    ['internal_error', 'internal_error'],
    ['ratelimited', 'ratelimited'],
    ['drop', 'unreachable'],
    [{ status: 503 }, 'http_503'],
  ] as const)('is tried again after %j', async ([fault, code], test) => {
    const { postError } = await begin(test);
    expect(await postError(fault)).toMatchObject({ kind: 'passing', code, retryAfter: undefined });
  });

  it.for(['fatal_error', 'invalid_arguments', 'a_code_of_tomorrow'])(
    'is refused, which says nothing about the next one, with %s',
    async (code, test) => {
      const { postError, post } = await begin(test);
      expect(await postError(code)).toMatchObject({ kind: 'refused', code, retryAfter: undefined });
      await post();
    },
  );

  it('waits as long as Slack asks, and only in its channel', async (test) => {
    const { slack, postError, post } = await begin(test);
    expect(await postError({ status: 429, headers: { 'retry-after': '30' } })).toMatchObject({
      kind: 'passing',
      code: 'ratelimited',
      retryAfter: 30_000,
    });
    await post('C0OTHER');
    expect(slack.messages.map(({ channel }) => channel)).toEqual(['C0OTHER']);
  });

  it.for(['message_not_found', 'cant_update_message', 'edit_window_closed'])(
    'is gone where an edit is refused with %s',
    async (code, test) => {
      const { slack, port, channel } = await begin(test);
      slack.fail('chat.update', code);
      await expect(port.edit(channel, '1.2', CARD)).rejects.toMatchObject({ kind: 'message-gone', code });
    },
  );

  it.for(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long', 'no_text'])(
    'is sent without blocks where Slack refuses them with %s',
    async (code, test) => {
      const { slack, post } = await begin(test);
      slack.fail('chat.postMessage', code);
      await post();
      expect(slack.messages).toMatchObject([{ texts: ['A card\nIts body'], blocks: [] }]);
    },
  );

  it('a direct message tells people that their channel refuses messages, where Slack allows one', async (test) => {
    const { slack, port, channel } = await begin(test);
    const failed = channelUnreachable({
      channel: channel.id,
      reason: 'it is archived',
      containers: ['17900000000000001'],
      accounts: [],
    });
    await port.tellPerson?.(channel, 'U0ANNA', failed);
    expect(slack.messages).toMatchObject([{ channel: 'U0ANNA' }]);
    expect(slack.messages[0]?.texts[0]).toContain("Can't post in <#C0GENERAL> any more");
    slack.fail('chat.postMessage', 'messages_tab_disabled');
    await port.tellPerson?.(channel, 'U0BEN', failed);
  });
});

describe.concurrent('whether a Slack channel can be posted to', () => {
  it('is checked by a line that only the person sees', async (test) => {
    const { slack, port, channel } = await begin(test);
    expect(await port.checkChannel?.(channel, 'U0ANNA')).toEqual({ kind: 'open' });
    const [{ args } = { args: {} }] = slack.callsOf('chat.postEphemeral');
    expect(args).toMatchObject({ channel: channel.id, user: 'U0ANNA', link_names: 'false' });
    expect(args).toMatchObject({ text: expect.stringContaining('can post in this channel') });
    expect([slack.messages, slack.violations]).toEqual([[], []]);
  });

  it.for([
    ['not_in_channel', 'closed', /Threadwatch is not in the channel; .* type \/invite @threadwatch there/],
    ['is_archived', 'closed', /the channel is archived\. Mend that, or use another channel/],
    ['restricted_action', 'closed', /only some members may post there/],
    ['internal_error', 'unknown', /internal_error/],
    ['user_not_in_channel', 'unknown', /user_not_in_channel/],
    [{ status: 503 }, 'unknown', /http_503/],
  ] as const)('is reported where Slack answers %j', async ([fault, kind, problem], test) => {
    const { slack, port, channel } = await begin(test);
    slack.fail('chat.postEphemeral', fault);
    expect(await port.checkChannel?.(channel, 'U0ANNA')).toEqual({
      kind,
      problem: expect.stringMatching(problem),
    });
  });

  it('is not checked for another team', async (test) => {
    const { slack, port, channel } = await begin(test);
    const check = await port.checkChannel?.({ ...channel, workspace: 'T0OTHER' }, 'U0ANNA');
    expect(check?.kind).toBe('unknown');
    expect(slack.callsOf('chat.postEphemeral')).toEqual([]);
  });
});

import { commandTable } from '../../../commands/table.ts';
import type { ChannelRef } from '../../channelRef.ts';
import { systemClock } from '../../clock.ts';
import type { Examination } from '../../messages/clockFindings.ts';
import type { Config } from '../config.ts';

type PlatformConfig = Pick<Config, 'discord' | 'slack' | 'proxy' | 'commandName'>;

/** Checks the configured platforms. Their clients are the largest part of the program, so each is loaded on demand. */
export async function examinePlatforms(
  config: PlatformConfig,
  channels: readonly ChannelRef[],
): Promise<Examination> {
  const examined = await Promise.all([examineDiscord(config, channels), examineSlack(config)]);
  return {
    findings: examined.flatMap(({ findings }) => findings),
    clocks: examined.flatMap(({ clocks }) => clocks),
  };
}

const NOTHING: Examination = { findings: [], clocks: [] };

async function examineDiscord(
  { discord, proxy, commandName }: PlatformConfig,
  channels: readonly ChannelRef[],
): Promise<Examination> {
  if (discord === undefined) return NOTHING;
  const [{ examineDiscord: examine }, { describeCommands }] = await Promise.all([
    import('../../chat/discord/examine/examineDiscord.ts'),
    import('../../chat/discord/register/describeCommands.ts'),
  ]);
  return examine({
    ...discord,
    proxy,
    commands: describeCommands(commandTable, commandName),
    channels: channels.filter(({ platform }) => platform === 'discord'),
    now: () => systemClock.now(),
  });
}

async function examineSlack({ slack, proxy }: PlatformConfig): Promise<Examination> {
  if (slack === undefined) return NOTHING;
  const { examineSlack: examine } = await import('../../chat/slack/examineSlack.ts');
  return examine({ settings: slack, proxy, now: () => systemClock.now() });
}

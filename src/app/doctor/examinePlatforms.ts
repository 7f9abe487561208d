import { commandTable } from '../../../commands/table.ts';
import type { ChannelRef } from '../../channelRef.ts';
import type { StoredInstallations } from '../../chat/slack/examineTeams.ts';
import { systemClock } from '../../clock.ts';
import { formatDuration, SECOND } from '../../duration.ts';
import type { Examination } from '../../messages/clockFindings.ts';
import { fault } from '../../messages/findings.ts';
import { text } from '../../messages/text.ts';
import type { Config } from '../config.ts';

type PlatformConfig = Pick<Config, 'discord' | 'slack' | 'proxy' | 'commandName'>;

export interface ExamineOptions {
  /** Real ms; a platform that takes longer is a fault. */
  readonly longest?: number;
  /** What is stored of the app in several Slack teams. */
  readonly installations?: StoredInstallations | undefined;
}

/** Whoever waits for the report, such as a deployment, is told within this time, however slow a platform is. */
const LONGEST_EXAMINATION = 25 * SECOND;

/**
 * Checks the configured platforms. Their clients are the largest part of the program, so each is loaded on demand.
 */
export async function examinePlatforms(
  config: PlatformConfig,
  channels: readonly ChannelRef[],
  { longest = LONGEST_EXAMINATION, installations }: ExamineOptions = {},
): Promise<Examination> {
  const examined = await Promise.all([
    endWithin(longest, 'Discord', examineDiscord(config, channels)),
    endWithin(longest, 'Slack', examineSlack(config, installations)),
  ]);
  return {
    findings: examined.flatMap(({ findings }) => findings),
    clocks: examined.flatMap(({ clocks }) => clocks),
  };
}

const NOTHING: Examination = { findings: [], clocks: [] };

async function endWithin(ms: number, service: string, examined: Promise<Examination>): Promise<Examination> {
  const { promise, resolve } = Promise.withResolvers<Examination>();
  const slow = text`${service} is too slow: its checks were not done after ${formatDuration(ms)}. Try again in a minute, and see whether this machine reaches it`;
  const timer = setTimeout(() => resolve({ findings: [fault(slow)], clocks: [] }), ms);
  return Promise.race([examined, promise]).finally(() => clearTimeout(timer));
}

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

async function examineSlack(
  { slack, proxy }: PlatformConfig,
  installations: StoredInstallations | undefined,
): Promise<Examination> {
  if (slack === undefined) return NOTHING;
  const { examineSlack: examine } = await import('../../chat/slack/examineSlack.ts');
  return examine({ settings: slack, proxy, installations, now: () => systemClock.now() });
}

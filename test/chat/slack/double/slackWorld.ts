import { expect, type TestContext } from 'vitest';
import { type Sandbox, startSandbox } from '../../../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../../../src/sandbox/schema/scenario.ts';
import { BotProcess } from '../../../support/botProcess.ts';
import { MovableClock } from '../../../support/movableClock.ts';
import { type Step, scenarioOf } from '../../../support/scenarios.ts';
import { type DoubleOptions, SlackDouble } from './slackDouble.ts';

/** Slack and Threads around a bot that runs as a process of its own, and is yet to be started; on one clock. */
export interface SlackWorld {
  readonly sandbox: Sandbox;
  readonly slack: SlackDouble;
  readonly bot: BotProcess;
  /** Ends them all; fails where the bot has sent anything that Slack would not take. */
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly containers: Readonly<Record<string, readonly Step[]>>;
  /** More of the bot's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly double?: DoubleOptions;
}

export async function openSlackWorld({ containers, env = {}, double }: WorldOptions): Promise<SlackWorld> {
  const clock = new MovableClock();
  const sandbox = await startSandbox({ clock, scenario: parseScenario(scenarioOf(containers)) });
  const slack = await SlackDouble.start({ ...double, clock });
  const bot = new BotProcess({ ...slack.environment, THREADS_API_URL: sandbox.url, ...env }, clock);
  return {
    sandbox,
    slack,
    bot,
    async close() {
      await bot[Symbol.asyncDispose]();
      await slack.close();
      await sandbox.close();
      expect(slack.violations).toEqual([]);
    },
  };
}

/** A world for one story alone. */
export async function beginAlone(
  { onTestFinished }: TestContext,
  options: WorldOptions,
): Promise<SlackWorld> {
  const world = await openSlackWorld(options);
  onTestFinished(() => world.close());
  return world;
}

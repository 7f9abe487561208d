import { expect, type TestContext } from 'vitest';
import { type Sandbox, startSandbox } from '../../../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../../../src/sandbox/schema/scenario.ts';
import { BotProcess } from '../../../support/botProcess.ts';
import { MovableClock } from '../../../support/movableClock.ts';
import { type Step, scenarioOf } from '../../../support/scenarios.ts';
import { type DoubleOptions, SlackDouble } from './slackDouble.ts';

/** Doubles of Slack and Threads, and a bot in a process of its own that is not started yet; all on one clock. */
export interface SlackWorld {
  readonly sandbox: Sandbox;
  readonly slack: SlackDouble;
  readonly bot: BotProcess;
  readonly clock: MovableClock;
  /** Ends them all. Fails where the bot sent anything that Slack would refuse. */
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly containers: Readonly<Record<string, readonly Step[]>>;
  /** Further variables of the bot's environment. */
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
    clock,
    async close() {
      await bot[Symbol.asyncDispose]();
      await slack.close();
      await sandbox.close();
      expect(slack.violations).toEqual([]);
    },
  };
}

/** A world for one test. */
export async function beginAlone(
  { onTestFinished }: TestContext,
  options: WorldOptions,
): Promise<SlackWorld> {
  const world = await openSlackWorld(options);
  onTestFinished(() => world.close());
  return world;
}

import { expect, type TestContext } from 'vitest';
import { type Sandbox, startSandbox } from '../../../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../../../src/sandbox/schema/scenario.ts';
import { BotProcess } from '../../../support/botProcess.ts';
import { MovableClock } from '../../../support/movableClock.ts';
import { type Step, scenarioOf } from '../../../support/scenarios.ts';
import { DiscordDouble } from './discordDouble.ts';
import { Server } from './server.ts';

/** Discord and Threads around a bot that runs as a process of its own, and is yet to be started; on one clock. */
export interface DiscordWorld {
  readonly sandbox: Sandbox;
  readonly discord: DiscordDouble;
  readonly server: Server;
  readonly bot: BotProcess;
  /** Ends them all; fails where the bot has sent anything that Discord would not take. */
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly containers: Readonly<Record<string, readonly Step[]>>;
  /** More of the bot's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function openDiscordWorld({ containers, env = {} }: WorldOptions): Promise<DiscordWorld> {
  const clock = new MovableClock();
  const sandbox = await startSandbox({ clock, scenario: parseScenario(scenarioOf(containers)) });
  const discord = await DiscordDouble.start({ clock });
  // A slash at its end is as good as none.
  const addresses = { DISCORD_API_URL: `${discord.url}/`, THREADS_API_URL: sandbox.url };
  const bot = new BotProcess({ ...discord.environment, ...addresses, ...env }, clock);
  return {
    sandbox,
    discord,
    server: new Server(discord),
    bot,
    async close() {
      await bot[Symbol.asyncDispose]();
      await discord[Symbol.asyncDispose]();
      await sandbox.close();
      expect(discord.violations).toEqual([]);
    },
  };
}

/** A world for one story alone, with the bot in it started or yet to be. */
export async function beginAlone(
  { onTestFinished }: TestContext,
  { start = true, ...options }: WorldOptions & { readonly start?: boolean },
): Promise<DiscordWorld> {
  const world = await openDiscordWorld(options);
  onTestFinished(() => world.close());
  if (start) {
    world.bot.start();
    await world.bot.ready();
  }
  return world;
}

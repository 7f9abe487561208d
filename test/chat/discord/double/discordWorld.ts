import { expect, type TestContext } from 'vitest';
import { type Sandbox, startSandbox } from '../../../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../../../src/sandbox/schema/scenario.ts';
import { BotProcess } from '../../../support/botProcess.ts';
import { MovableClock } from '../../../support/movableClock.ts';
import { type Step, scenarioOf } from '../../../support/scenarios.ts';
import { DiscordDouble } from './discordDouble.ts';
import { Server } from './server.ts';

/** Doubles of Discord and Threads, and a bot in a process of its own that is not started yet; all on one clock. */
export interface DiscordWorld {
  readonly sandbox: Sandbox;
  readonly discord: DiscordDouble;
  readonly server: Server;
  readonly bot: BotProcess;
  readonly clock: MovableClock;
  /** Ends them all. Fails where the bot sent anything that Discord would refuse. */
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly containers: Readonly<Record<string, readonly Step[]>>;
  /** Further variables of the bot's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export async function openDiscordWorld({ containers, env = {} }: WorldOptions): Promise<DiscordWorld> {
  const clock = new MovableClock();
  const sandbox = await startSandbox({ clock, scenario: parseScenario(scenarioOf(containers)) });
  const discord = await DiscordDouble.start({ clock });
  // A slash at the end of the address makes no difference.
  const addresses = { DISCORD_API_URL: `${discord.url}/`, THREADS_API_URL: sandbox.url };
  const bot = new BotProcess({ ...discord.environment, ...addresses, ...env }, clock);
  return {
    sandbox,
    discord,
    server: new Server(discord),
    bot,
    clock,
    async close() {
      await bot[Symbol.asyncDispose]();
      await discord[Symbol.asyncDispose]();
      await sandbox.close();
      expect(discord.violations).toEqual([]);
    },
  };
}

/** A world for one test; its bot is started, or not yet. */
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

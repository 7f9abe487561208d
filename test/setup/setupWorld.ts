import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, type TestContext } from 'vitest';
import { type Config, type Environment, readConfig } from '../../src/app/config.ts';
import { systemClock } from '../../src/clock.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';
import { runSetup } from '../../src/setup/runSetup.ts';
import { DiscordDouble } from '../chat/discord/double/discordDouble.ts';
import { type DoubleOptions, SlackDouble } from '../chat/slack/double/slackDouble.ts';
import { scenarioOf } from '../support/scenarios.ts';
import { type Script, ScriptedPrompts } from './scriptedPrompts.ts';

/** The key of every setup in the tests. */
export const KEY = Buffer.alloc(32, 7).toString('base64');

const QUOTA = [{ at: '0s', usage: 1, total: 250 }];

/** Every scope is granted. */
export const ALL_QUOTAS = { posts: QUOTA, replies: QUOTA, deletes: QUOTA, location_searches: QUOTA };

/** Sandboxed Discord, Slack and Threads, and a folder for `.env`. */
export class SetupWorld {
  readonly discord: DiscordDouble;
  readonly slack: SlackDouble;
  readonly sandbox: Sandbox;
  readonly folder = mkdtempSync(join(tmpdir(), 'threadwatch-setup-'));
  /** The environments in which a bot was started. */
  readonly started: Environment[] = [];

  private constructor(discord: DiscordDouble, slack: SlackDouble, sandbox: Sandbox) {
    this.discord = discord;
    this.slack = slack;
    this.sandbox = sandbox;
  }

  static async open(
    { onTestFinished }: TestContext,
    options: { readonly slack?: DoubleOptions; readonly threads?: Readonly<Record<string, unknown>> } = {},
  ): Promise<SetupWorld> {
    const scenario = parseScenario(scenarioOf({}, { quotas: ALL_QUOTAS, ...options.threads }));
    const world = new SetupWorld(
      await DiscordDouble.start(),
      await SlackDouble.start(options.slack),
      await startSandbox({ clock: systemClock, scenario }),
    );
    onTestFinished(() => world.#close());
    return world;
  }

  /** Where the three services are. */
  get addresses(): Record<string, string> {
    return {
      DISCORD_API_URL: this.discord.url,
      SLACK_API_URL: this.slack.apiUrl,
      THREADS_API_URL: this.sandbox.url,
    };
  }

  get path(): string {
    return join(this.folder, '.env');
  }

  /** `undefined` where there is none. */
  get file(): string | undefined {
    return statSync(this.path, { throwIfNoEntry: false }) && readFileSync(this.path, 'utf8');
  }

  get mode(): number {
    return statSync(this.path).mode & 0o777;
  }

  write(text: string): void {
    writeFileSync(this.path, text);
  }

  /** What the program reads of the file alone. */
  get config(): Config {
    return readConfig({ ...parseEnv(this.file ?? '') });
  }

  /** Runs the setup to its end. The person must have been asked all of the script. */
  async run(script: Script, shell: Environment = this.addresses): Promise<{ code: number; shown: string }> {
    const prompts = new ScriptedPrompts(script);
    const code = await runSetup({
      prompts,
      shell,
      folder: this.folder,
      clock: systemClock,
      createKey: () => KEY,
      startBot: async (environment) => {
        this.started.push(environment);
        return 0;
      },
    });
    expect(prompts.asked).toBe(script.length);
    return { code, shown: prompts.text };
  }

  async #close(): Promise<void> {
    await this.discord[Symbol.asyncDispose]();
    await this.slack.close();
    await this.sandbox.close();
    rmSync(this.folder, { recursive: true, force: true });
    expect([...this.discord.violations, ...this.slack.violations]).toEqual([]);
  }
}

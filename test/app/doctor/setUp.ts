import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runDoctor } from '../../../src/app/main/runDoctor.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../../src/sandbox/schema/scenario.ts';
import { DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { SlackDouble } from '../../chat/slack/double/slackDouble.ts';
import { bareEnvironment } from '../../support/bareEnvironment.ts';
import { scenarioOf } from '../../support/scenarios.ts';

export const ACCOUNT = { token: 'token-of-club', id: '17841400000000002', username: 'club' };
export const KEY = Buffer.alloc(32, 7).toString('base64');

export interface Run {
  readonly code: unknown;
  readonly output: string;
  /** Its last line. */
  readonly verdict: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A whole set-up of which nothing is wrong: Threads, Discord, Slack and a store, and what the doctor says of it. */
export interface SetUp {
  readonly sandbox: Sandbox;
  readonly discord: DiscordDouble;
  readonly slack: SlackDouble;
  readonly folder: string;
  readonly storeUrl: string;
  readonly environment: Environment;

  /** Runs the operator's doctor in this process. @param broken what of the environment is different; `undefined` is unset */
  run(broken?: Environment, ...args: string[]): Promise<Run>;
  /** Runs it as a program of its own. */
  start(broken?: Environment, ...args: string[]): Promise<Run>;
}

/** @param parts of the sandbox's scenario */
export async function beginSetUp(parts: Readonly<Record<string, unknown>> = {}): Promise<SetUp> {
  const scenario = parseScenario(scenarioOf({}, { accounts: [ACCOUNT], ...parts }));
  const sandbox = await startSandbox({ clock: { now: Date.now }, scenario });
  const discord = await DiscordDouble.start();
  const slack = await SlackDouble.start();
  const folder = makeFolder();
  onTestFinished(async () => {
    await sandbox.close();
    await discord[Symbol.asyncDispose]();
    await slack.close();
  });
  const storeUrl = `sqlite:${folder}/store.db`;
  const environment = {
    ...discord.environment,
    ...slack.environment,
    THREADS_API_URL: sandbox.url,
    THREADS_ACCESS_TOKEN: ACCOUNT.token,
    STORE_URL: storeUrl,
    TOKEN_KEY: KEY,
  };
  return {
    sandbox,
    discord,
    slack,
    folder,
    storeUrl,
    environment,
    run: (broken = {}, ...args) => callDoctor({ ...environment, ...broken }, args),
    start: (broken = {}, ...args) => startDoctor({ ...environment, ...broken }, args),
  };
}

export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'threadwatch-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function callDoctor(environment: Environment, args: readonly string[]): Promise<Run> {
  const written: string[] = [];
  const write = (words: string): void => void written.push(words);
  const readEnvironment = (): NodeJS.ProcessEnv => environment;
  const code = await runDoctor({ args, readEnvironment, writeReport: write, writeError: write });
  return toRun(code, written.join(''));
}

function startDoctor(environment: Environment, args: readonly string[]): Promise<Run> {
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      ['src/app/main/doctor.ts', ...args],
      { env: { ...bareEnvironment(), ...environment } },
      (error, stdout, stderr) => resolve(toRun(error === null ? 0 : error.code, stdout + stderr)),
    ),
  );
}

function toRun(code: unknown, output: string): Run {
  return { code, output, verdict: output.trimEnd().split('\n').at(-1) };
}

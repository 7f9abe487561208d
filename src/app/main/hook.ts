import { parseArgs } from 'node:util';
import { readEnvironment } from '../readEnvironment.ts';

const USAGE = `Usage: npm run -s hook -- <container>… [options]

Tells a hook of Threadwatch of containers, so that they are watched. Its URL is the one that /threads hook on answered
with, in HOOK_URL (in the environment or in .env) or behind --url.

  --note <text>         what people call the post
  --age <time>          how long ago the containers were created, such as 20m
  --created-at <time>   or when, such as 2026-11-25T20:00:00Z
  --published <id>      the container was published: the id of the post, or true
  --permalink <url>     and its address
  --error <error>       Threads answered with this error, as JSON or as text; without a container, when it was to be
                        created
  --url <url>           the URL of the hook. Other users of this machine can see it while the program runs

Exit code: 0 if the hook stored it, 1 if it did not, 2 if the call is not complete.
`;

/** Of one call. */
const MAX_CONTAINERS = 20;
const TIME_LIMIT = 10_000;

const OPTIONS = {
  note: { type: 'string' },
  age: { type: 'string' },
  'created-at': { type: 'string' },
  published: { type: 'string' },
  permalink: { type: 'string' },
  error: { type: 'string' },
  url: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** What was typed is no call of a hook. */
class UsageError extends Error {}

/** The hook did not store it. The message holds nothing of the URL but its host. */
class HookError extends Error {}

async function main(): Promise<void> {
  const { values, positionals: containers } = readArguments();
  if (values.help) return void process.stdout.write(USAGE);
  const { note, age, published, permalink, error, 'created-at': created_at } = values;
  const isAboutOne = published !== undefined || permalink !== undefined || error !== undefined;
  if (containers.length === 0 && error === undefined) throw new UsageError('Name at least one container.');
  if (containers.length > 1 && isAboutOne)
    throw new UsageError('--published, --permalink and --error are about one container.');
  const { HOOK_URL } = readEnvironment();
  const url = readUrl(values.url ?? HOOK_URL);
  const facts = { note, age, created_at, published, permalink, error: error && parseError(error) };
  do {
    const some = containers.splice(0, MAX_CONTAINERS);
    const [container] = some;
    const answer = await call(
      url,
      some.length > 1 ? { ...facts, containers: some } : { ...facts, container },
    );
    process.stdout.write(describe(answer, error !== undefined));
  } while (containers.length > 0);
}

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readUrl(typed: string | undefined): URL {
  if (!typed) throw new UsageError('Set HOOK_URL to the URL that /threads hook on answered with.');
  const url = URL.parse(typed);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new UsageError('The URL of the hook must begin with https:// or http://.');
  if (url.username + url.password !== '')
    throw new UsageError('The URL of the hook has no user and no password.');
  return url;
}

/** @returns the object of an error where it is JSON, else the text */
function parseError(typed: string): unknown {
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}

interface Outcome {
  readonly container?: string;
  readonly watching?: boolean;
}

type Answer = Outcome & {
  readonly containers?: readonly Outcome[];
  readonly error?: { readonly field?: string; readonly message?: string };
};

/** @throws {HookError} where the hook refused it, or did not answer */
async function call(url: URL, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const signal = AbortSignal.timeout(TIME_LIMIT);
  const init = { method: 'POST', headers, body: JSON.stringify(body), redirect: 'error', signal } as const;
  try {
    const response = await fetch(url, init);
    const answer = (await response.json().catch(() => ({}))) as Answer;
    if (response.ok) return answer;
    const { field, message = `HTTP ${response.status}` } = answer.error ?? {};
    throw new HookError(`The hook refused it${field === undefined ? '' : `, for its ${field}`}: ${message}`);
  } catch (error) {
    if (error instanceof HookError) throw error;
    throw new HookError(`No answer from ${url.host}: ${reasonOf(error)}`);
  }
}

/** Node wraps the reason in errors that say little. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return `none within ${TIME_LIMIT / 1_000} seconds`;
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message || error.name;
}

/** @returns a line for each container */
function describe({ containers, ...only }: Answer, isError: boolean): string {
  const lines = (containers ?? [only]).map(({ container, watching }) => {
    if (container === undefined) return 'The error is told.';
    const state = watching ? 'is watched' : 'is not watched any more';
    return isError ? `${container} ${state}; its error is told` : `${container} ${state}`;
  });
  return `${lines.join('\n')}\n`;
}

main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  const words = error instanceof Error ? error.message : String(error);
  process.stderr.write(isUsage ? `${words}\n${USAGE}` : `${words}\n`);
  process.exitCode = isUsage ? 2 : 1;
});

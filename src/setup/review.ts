import type { VariableName } from '../app/variables.ts';
import { describeStore } from '../doctor/facts.ts';

/** What may be shown. The value of any other variable may be a secret. */
const SHOWN: ReadonlySet<VariableName> = new Set([
  'THREADS_ACCOUNT_NAME',
  'THREADS_API_URL',
  'THREADS_AUTH',
  'DISCORD_GUILD_IDS',
  'DISCORD_API_URL',
  'SLACK_HOST',
  'SLACK_PORT',
  'SLACK_API_URL',
  'MANAGERS',
  'PUBLISHERS',
  'COMMAND_NAME',
  'HTTP_HOST',
  'HTTP_PORT',
  'LOG_LEVEL',
  'LOG_FORMAT',
]);

/** What will change in `.env`, a line for each variable; no secret is in it. */
export function describeChanges(changes: ReadonlyMap<VariableName, string | undefined>): readonly string[] {
  return [...changes].map(([name, value]) => {
    if (value === undefined) return `${name} is removed`;
    if (name === 'STORE_URL') return `${name}=${describeStore(value)}`;
    return SHOWN.has(name) ? `${name}=${value}` : `${name} is set (not shown)`;
  });
}

import type { Bindings } from '../../cluster/layout/findComponents.ts';
import { UsageError } from '../../readFlags.ts';
import type { Workspace } from '../stored/storedCollection.ts';
import { defaults, type VariableName, variables } from '../variables.ts';
import { toBindings } from './toBindings.ts';

/**
 * Reads from the environment what hangs together, as a start would. The Slack token's own team is known only to Slack: it is
 * what the records say.
 *
 * @param recorded the workspaces that the records name
 * @throws {UsageError} for variables that can't be read, or where no variable of a bot is set
 */
export function readBindings(environment: NodeJS.ProcessEnv, recorded: readonly Workspace[]): Bindings {
  const read = <Name extends VariableName>(name: Name) => readVariable(environment, name);
  const accounts = read('THREADS_ACCOUNTS');
  const hasSingle = isSet(environment, 'THREADS_ACCESS_TOKEN');
  if (accounts === undefined && !hasSingle && !isSet(environment, 'THREADS_APP_ID'))
    throw new UsageError(
      'Which accounts and workspaces belong together is not known: no THREADS_ACCOUNTS and no THREADS_ACCESS_TOKEN is set. Run this with the variables with which Threadwatch runs.',
    );
  const hasSlack = isSet(environment, 'SLACK_BOT_TOKEN') || isSet(environment, 'SLACK_CLIENT_ID');
  const slack = recorded.filter(({ platform }) => hasSlack && platform === 'slack');
  const workspaces = [
    ...(read('DISCORD_GUILD_IDS') ?? []),
    ...readTeams(environment),
    ...slack.map(({ workspace }) => workspace),
  ];
  const name = read('THREADS_ACCOUNT_NAME') ?? defaults.threadsAccountName;
  return toBindings({
    accounts: accounts ?? (hasSingle ? [{ name, workspaces: [] }] : []),
    singleAccount: accounts === undefined,
    workspaces: [...new Set(workspaces)],
  });
}

function isSet(environment: NodeJS.ProcessEnv, name: string): boolean {
  return (environment[name] ?? '') !== '';
}

function readVariable<Name extends VariableName>(environment: NodeJS.ProcessEnv, name: Name) {
  if (!isSet(environment, name)) return undefined;
  const { schema, expected, example } = variables[name];
  const parsed = schema.safeParse(environment[name]);
  if (parsed.success) return parsed.data as ReturnType<(typeof variables)[Name]['schema']['parse']>;
  throw new UsageError(`${name} is not valid: expected ${expected}; for example ${example}.`);
}

function readTeams({ SLACK_TEAM_IDS = '' }: NodeJS.ProcessEnv): string[] {
  return SLACK_TEAM_IDS.split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

import type { Account } from '../src/accounts/accounts.ts';
import { findOwningAccount, isOwnershipError } from '../src/accounts/findOwningAccount.ts';
import { checkContainer } from '../src/polling/checkContainer.ts';
import type { ContainerAnswer } from '../src/threads/containerAnswer.ts';
import { type ErrorDetails, toErrorDetails } from '../src/threads/errorDetails.ts';
import type { ContainerState, Watch } from '../src/watches/watch.ts';
import { watchKey } from '../src/watches/watch.ts';
import type { CommandContext } from './command.ts';

/** What Threads says of a container that nobody watches. */
export type LookedUp =
  | {
      readonly kind: 'state';
      /** The account that owns it. */
      readonly account: string;
      readonly state: Exclude<ContainerState, { kind: 'unknown' }>;
      /** The account that was asked first, if it does not find the container but `account` does. */
      readonly notFoundBy?: string;
    }
  /** No account can be asked for it. */
  | { readonly kind: 'account-error'; readonly account: string; readonly error: ErrorDetails }
  /** Threads answers for this container with an error alone. */
  | { readonly kind: 'failing'; readonly account: string; readonly error: ErrorDetails };

type Answer = Exclude<ContainerAnswer, { kind: 'failing' }>;

/** The watch of a container: of the account that was named, or else of any of the workspace. */
export async function findWatch(
  container: string,
  named: Account | undefined,
  { accounts, services }: CommandContext,
): Promise<Watch | undefined> {
  const candidates = named === undefined ? accounts : [named];
  const keys = candidates.map(({ name }) => watchKey(name, container));
  return (await services.watchStore.getMany(keys)).find((each) => each !== undefined);
}

/** Checks a container that nobody watches. Where the account can't see it, the workspace's other accounts are tried. */
export async function lookUpContainer(
  container: string,
  account: Account,
  { services, accounts, now }: CommandContext,
): Promise<LookedUp> {
  const { threads, health, publisher } = services;
  const { name } = account;
  const outcome = await checkContainer({ threads, health }, account, container, {});
  if (outcome.kind === 'account-error')
    return { kind: outcome.kind, account: name, error: health.outageOf(name)?.error ?? { kind: 'outage' } };
  if (outcome.kind === 'failing')
    return { kind: outcome.kind, account: name, error: toErrorDetails(outcome.error) };
  const others = accounts.filter((each) => each.name !== name && health.of(each.name) === undefined);
  const owner =
    outcome.kind === 'not-found' && isOwnershipError(outcome.error)
      ? await findOwningAccount(threads, others, container)
      : undefined;
  const state = stateOf(owner?.answer ?? outcome, now);
  const owned = owner?.account.name ?? name;
  if (state.kind === 'status') publisher.noteStatus(owned, container, state.status);
  return { kind: 'state', account: owned, state, ...(owner !== undefined && { notFoundBy: name }) };
}

function stateOf(answer: Answer, at: number): Extract<LookedUp, { kind: 'state' }>['state'] {
  if (answer.kind !== 'read') return { kind: answer.kind, error: toErrorDetails(answer.error), at };
  const { status, errorMessage } = answer.reading;
  return { kind: 'status', status, errorMessage, at };
}

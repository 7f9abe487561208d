import type { Outage } from '../../accounts/outage.ts';
import { reportedErrorsOf } from '../../alerts/hookIntake.ts';
import type { QuotaFailure } from '../../alerts/quotaFailure.ts';
import type { ChannelRef } from '../../channelRef.ts';
import type { LayoutRecord } from '../../store/layoutRecord.ts';
import type { TokenRecord } from '../../tokens/tokenRecord.ts';
import type { Watch } from '../../watches/watch.ts';
import type { ForgetScope, Workspace } from './storedCollection.ts';

/** Of records about one channel: they are deleted with its workspace, and with the account that they are about. */
export const OF_CHANNEL = {
  workspacesOf: ({ channel }: { readonly channel: ChannelRef }): Workspace[] => [channel],
  forget<T extends { readonly channel: ChannelRef; readonly account?: string | undefined }>(
    record: T,
    { isIn, accounts }: ForgetScope,
  ): T | undefined {
    return isIn(record.channel) || accounts.has(record.account ?? '') ? undefined : record;
  },
};

/** Of records about one account, whoever uses it. */
export function forgetAccount<T extends { readonly account: string }>(
  record: T,
  { accounts }: ForgetScope,
): T | undefined {
  return accounts.has(record.account) ? undefined : record;
}

/** A watch that other workspaces share goes on without this one. */
export function forgetWatch(watch: Watch, scope: ForgetScope): Watch | undefined {
  const { subscribers, reportedErrors, ...rest } = watch;
  const left = subscribers.filter(({ channel }) => !scope.isIn(channel));
  if (left.length === subscribers.length) return watch;
  if (left.length === 0) return undefined;
  const ours = reportedErrorsOf(scope.workspace);
  const errors = reportedErrors?.filter((name) => !name.startsWith(ours)) ?? [];
  return { ...rest, subscribers: left, ...(errors.length > 0 && { reportedErrors: errors }) };
}

/** Who was told of an outage, and the containers that failed in it, are facts of workspaces; the outage is one of all. */
export function forgetOutage(outage: Outage, scope: ForgetScope): Outage | undefined {
  if (scope.accounts.has(outage.account)) return undefined;
  const notified = outage.notified.filter(({ channel }) => !scope.isIn(channel));
  const failed = outage.failed?.filter((container) => scope.isWatchedElsewhere(container));
  const isSame = notified.length === outage.notified.length && failed?.length === outage.failed?.length;
  return isSame ? outage : { ...outage, notified, ...(failed && { failed }) };
}

export function forgetQuotaFailure(failure: QuotaFailure, scope: ForgetScope): QuotaFailure | undefined {
  if (scope.accounts.has(failure.account)) return undefined;
  const notified = failure.notified.filter((channel) => !scope.isIn(channel));
  return notified.length === failure.notified.length ? failure : { ...failure, notified };
}

/** The token of an account that another workspace uses stays; so does that of a configured account, which is the operator's. */
export function forgetToken(record: TokenRecord, scope: ForgetScope): TokenRecord | undefined {
  if (scope.accounts.has(record.account)) return undefined;
  const { origin, unannounced, ...rest } = record;
  const notified = record.notified.filter(({ channel }) => !scope.isIn(channel));
  const isUnannounced = unannounced !== undefined && !scope.isIn(unannounced.channel);
  const workspaces =
    origin.kind === 'connected' ? origin.workspaces.filter((id) => id !== scope.workspace.workspace) : [];
  const isSame =
    notified.length === record.notified.length &&
    isUnannounced === (unannounced !== undefined) &&
    (origin.kind !== 'connected' || workspaces.length === origin.workspaces.length);
  if (isSame) return record;
  return {
    ...rest,
    origin: origin.kind === 'connected' ? { ...origin, workspaces } : origin,
    notified,
    ...(isUnannounced && { unannounced }),
  };
}

/** Where no record is left, nothing has to lie anywhere. A start that still serves the workspace adds it again. */
export function forgetInLayout(layout: LayoutRecord, { workspace }: ForgetScope): LayoutRecord {
  const workspaces = layout.workspaces.filter(([id]) => id !== workspace.workspace);
  return workspaces.length === layout.workspaces.length ? layout : { ...layout, workspaces };
}

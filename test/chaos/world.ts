import type { ChannelRef } from '../../src/channelRef.ts';
import { HOUR, SECOND } from '../../src/duration.ts';
import { START } from '../support/story.ts';
import type { ContainerPlan, History, ThreadsFault } from './history.ts';

/** An account, and the workspaces that may reach it. The last one hangs together with none of the others. */
export const ACCOUNTS = [
  { name: 'brand', token: 'token-of-brand', id: '17841400000000001', workspaces: ['w1'] },
  { name: 'shop', token: 'token-of-shop', id: '17841400000000002', workspaces: ['w1', 'w2'] },
  { name: 'bakery', token: 'token-of-bakery', id: '17841400000000003', workspaces: ['w3'] },
] as const;

/** Every channel, its workspace, and whether its platform drops repeated messages for minutes: Discord does, Slack does not. */
export const CHANNELS = [
  { id: 'c1', workspace: 'w1', dropsRepeats: false },
  { id: 'c2', workspace: 'w2', dropsRepeats: true },
  { id: 'c3', workspace: 'w1', dropsRepeats: true },
  { id: 'c4', workspace: 'w3', dropsRepeats: false },
] as const;

/** What a single process serves, the first of each: the rest is for a second partition. */
export const LOCAL = { accounts: 2, channels: 3 } as const;

/** The accounts that are there in a history. */
export function accountsIn({ replicas }: Pick<History, 'replicas'>): readonly (typeof ACCOUNTS)[number][] {
  return replicas === undefined ? ACCOUNTS.slice(0, LOCAL.accounts) : ACCOUNTS;
}

export const TOTAL = 250;

/** Later than the check at 23 h, earlier than the one at 24 h. */
export const LATE = 23.5 * HOUR;

/** When a history starts, ms since the epoch. */
export function startOf({ clockChange }: History): number {
  return clockChange?.startsAt ?? START;
}

/** The id of a history's n-th container, counted from 0. */
export function idOf(container: number): string {
  return String(17900000000000001n + BigInt(container));
}

export function channelOf(channel: number): ChannelRef {
  const { id = '', workspace = '' } = CHANNELS[channel] ?? {};
  return { platform: 'terminal', workspace, id };
}

export function accountOf(account: number): (typeof ACCOUNTS)[number] {
  return ACCOUNTS[account] ?? ACCOUNTS[0];
}

/** The accounts that a channel's workspace may reach, the first of them being what `watch` asks without a name. */
export function accountsOf(channel: number): readonly number[] {
  const { workspace } = channelOf(channel);
  return ACCOUNTS.flatMap(({ workspaces }, index) =>
    workspaces.some((each) => each === workspace) ? [index] : [],
  );
}

const seconds = (ms: number): string => `${Math.round(ms / SECOND)}s`;

/** The history's Threads, as a scenario for the sandbox. */
export function scenarioOfHistory(history: History): Readonly<Record<string, unknown>> {
  return {
    accounts: accountsIn(history).map(({ token, id, name }) => ({ token, id, username: name })),
    containers: Object.fromEntries(history.containers.map((plan, index) => [idOf(index), stepsOf(plan)])),
    quotas: {
      posts: history.usage.map(({ from, used }) => ({ at: seconds(from), usage: used, total: TOTAL })),
    },
    faults: history.threadsFaults.map(faultOf),
  };
}

function stepsOf({ fate, at }: ContainerPlan): readonly object[] {
  const step = (when: number, status: string): object => ({ at: seconds(when), status });
  const failed = (when: number): object => ({ ...step(when, 'ERROR'), error_message: 'UNKNOWN' });
  const notFound = { at: '0s', error: { http: 400, code: 24, error_subcode: 4279009 } };
  switch (fate) {
    case 'fails':
      return [step(0, 'IN_PROGRESS'), failed(at)];
    case 'is published':
      return [step(0, 'FINISHED'), step(at, 'PUBLISHED')];
    case 'is published late':
      return [step(0, 'FINISHED'), step(LATE, 'PUBLISHED')];
    case 'expires':
      return [step(0, 'FINISHED'), step(24 * HOUR, 'EXPIRED')];
    case 'stays ready':
      return [step(0, 'FINISHED')];
    case 'stays in progress':
      return [step(0, 'IN_PROGRESS')];
    case 'is never seen':
      return [notFound];
    case 'is refused':
      return [{ at: '0s', error: { http: 500, code: 100 } }];
    case 'is seen after 20 s and fails':
      return [notFound, step(20 * SECOND, 'IN_PROGRESS'), failed(100 * SECOND)];
  }
}

function faultOf({ from, to, how, account }: ThreadsFault): object {
  const when = {
    from: seconds(from),
    to: seconds(to),
    ...(account !== undefined && { account: accountOf(account).name }),
  };
  switch (how) {
    case 'empty 500':
      return { ...when, http: 500, body: '' };
    case 'html 503':
      return { ...when, http: 503, body: '<html>' };
    case 'code 2':
      return { ...when, http: 500, error: { code: 2 } };
    case 'drop':
      return { ...when, drop: true };
    case 'token':
      return { ...when, http: 500, error: { code: 190, error_subcode: 463 } };
    case 'limited':
      return { ...when, http: 400, error: { code: 613 }, headers: { 'retry-after': '600' } };
    case 'status only':
      return { ...when, http: 500, body: '', only: 'status' };
  }
}

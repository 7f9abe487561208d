import { HOUR, SECOND } from '../../src/duration.ts';
import { type ContainerPlan, type History, LEVEL, type ThreadsFault } from './history.ts';

/** The id of a history's so manieth container. */
export function idOf(container: number): string {
  return String(17900000000000001n + BigInt(container));
}

export function channelName(channel: number): string {
  return `c${channel + 1}`;
}

export const TOKEN = 'sandbox-token';
export const TOTAL = 250;

/** Later than the check 23 h, earlier than the one at 24 h. */
const LATE = 23.5 * HOUR;

const seconds = (ms: number): string => `${Math.round(ms / SECOND)}s`;

/** The history's Threads, as a scenario for the sandbox. */
export function scenarioOfHistory(history: History): Readonly<Record<string, unknown>> {
  return {
    accounts: [{ token: TOKEN, id: '17841400000000001', username: 'brand' }],
    containers: Object.fromEntries(history.containers.map((plan, index) => [idOf(index), stepsOf(plan)])),
    quotas: {
      posts: history.usage.map((usage, level) => ({ at: seconds(level * LEVEL), usage, total: TOTAL })),
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

function faultOf({ from, to, how }: ThreadsFault): object {
  const when = { from: seconds(from), to: seconds(to) };
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

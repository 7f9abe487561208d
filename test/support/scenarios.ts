/** A step of a container's life, as in a scenario file. */
export type Step = Readonly<Record<string, unknown>>;

export const VIDEO = '17900000000000001';

export const status = (at: string, word: string, errorMessage?: string): Step => ({
  at,
  status: word,
  ...(errorMessage !== undefined && { error_message: errorMessage }),
});

export const error = (at: string, code: number, subcode?: number, http = 400): Step => ({
  at,
  error: { http, code, ...(subcode !== undefined && { error_subcode: subcode }) },
});

/** Still processing at the first check, and failed at whatever check comes next, however slow the machine is. */
export const FAILS_SOON: readonly Step[] = [
  status('0s', 'IN_PROGRESS'),
  status('0.001s', 'ERROR', 'FAILED_DOWNLOADING_VIDEO'),
];

/** For stories that wait in real time; the third check is for a machine on which the first takes longer than a second. */
export const QUICK_CHECKS = '0s,1s,8s,23h,24h';

export const NOT_FOUND = error('0s', 24, 4279009);

/** A scenario with one account and these containers. */
export function scenarioOf(
  containers: Readonly<Record<string, readonly Step[]>>,
  rest: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    accounts: [{ token: 'sandbox-token', id: '17841400000000001', username: 'brand' }],
    containers,
    ...rest,
  };
}

import type { CheckPolicy } from '../polling/schedule.ts';
import { UsageError } from '../readFlags.ts';
import { defaults, variables } from './variables.ts';

const NAMES = ['WATCH_CHECKS', 'UNPUBLISHED_AFTER'] as const;

/** When containers are checked, and from when on one that is not published is reported, from variables that were read. */
export function toCheckPolicy(values: {
  readonly WATCH_CHECKS?: readonly number[] | undefined;
  readonly UNPUBLISHED_AFTER?: number | 'off' | undefined;
}): CheckPolicy {
  const { WATCH_CHECKS = defaults.watchChecks, UNPUBLISHED_AFTER = defaults.unpublishedAfter } = values;
  return {
    schedule: WATCH_CHECKS,
    unpublishedAfter: UNPUBLISHED_AFTER === 'off' ? undefined : UNPUBLISHED_AFTER,
  };
}

/**
 * Reads WATCH_CHECKS and UNPUBLISHED_AFTER alone, for the demo, which needs no other variable.
 *
 * @throws {UsageError} if one is not valid; the message says what was expected
 */
export function readCheckPolicy(environment: Readonly<Record<string, string | undefined>>): CheckPolicy {
  const values = Object.fromEntries(
    NAMES.filter((name) => (environment[name] ?? '') !== '').map((name) => {
      const { schema, expected } = variables[name];
      const { data } = schema.safeParse(environment[name]);
      if (data === undefined) throw new UsageError(`${name} is not valid: expected ${expected}`);
      return [name, data];
    }),
  );
  return toCheckPolicy(values);
}

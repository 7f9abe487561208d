import { pinTimeZone } from '../../src/app/pinTimeZone.ts';

/**
 * Lets the machine stand in a zone, and the process start there as the program does.
 *
 * @param work is given the zone that the program has found
 */
export async function inZone<R>(zone: string, work: (timeZone: string) => Promise<R>): Promise<R> {
  const { env } = process;
  const { TZ: before } = env;
  Object.assign(env, { TZ: zone });
  try {
    return await work(pinTimeZone(env));
  } finally {
    if (before === undefined) Reflect.deleteProperty(env, 'TZ');
    else Object.assign(env, { TZ: before });
  }
}

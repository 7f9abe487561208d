import type { Fault, FaultFromNow } from '../schema/fault.ts';
import type { Account } from '../schema/scenario.ts';
import { readyFor } from './containerLife.ts';
import { type Reply, writeBody } from './reply.ts';
import type { Route } from './route.ts';
import type { World } from './world.ts';
import { writeError } from './writeReply.ts';

/** What a call asks for, of whom, and of which container. */
export interface CaughtCall {
  readonly route: Route;
  readonly account: Account | undefined;
  readonly container: string | undefined;
}

/** Finds the fault that affects a call: the first one in the list that matches. */
export function findFault(world: World, call: CaughtCall, now: number): Fault | undefined {
  const elapsed = now - world.startedAt;
  const { route, account, container } = call;
  return world.faults.find(
    (fault) =>
      elapsed >= fault.from &&
      (fault.to === undefined || elapsed < fault.to) &&
      (fault.account === undefined || fault.account === account?.username) &&
      (fault.container === undefined || fault.container === container) &&
      (fault.only === undefined || [fault.only].flat().some((kind) => kind === route.kind)) &&
      isUnready(fault, world, call, now),
  );
}

/** Whether the container became ready less than so long ago, where the fault asks for that. */
function isUnready(
  { unready }: Fault,
  world: World,
  { account, container }: CaughtCall,
  now: number,
): boolean {
  if (unready === undefined) return true;
  if (account === undefined || container === undefined) return false;
  const ready = readyFor(world, account, container, now);
  return ready !== undefined && ready < unready;
}

/** Writes the reply of a fault. @returns `undefined` if the fault leaves the normal reply */
export function writeFault(fault: Fault, world: World, route: Route, now: number): Reply | undefined {
  if (fault.error !== undefined) {
    const error = { ...fault.error, http: fault.http ?? fault.error.http };
    const reply = writeError(error, route.kind === 'status' ? { id: route.id } : {}, world, now);
    return { ...reply, headers: { ...reply.headers, ...fault.headers } };
  }
  if (fault.http === undefined) return undefined;
  return writeBody(fault.http, fault.headers, fault.body ?? '');
}

/** Adds a fault that starts now, before all others. */
export function addFault(world: World, { for: span, ...effects }: FaultFromNow, now: number): Fault {
  const from = now - world.startedAt;
  const fault = { ...effects, from, ...(span !== undefined && { to: from + span }) };
  world.faults.unshift(fault);
  return fault;
}

import type { ContainerStep } from '../schema/container.ts';
import type { ErrorSpec } from '../schema/error.ts';
import type { Account } from '../schema/scenario.ts';
import { type Reply, writeBody } from './reply.ts';
import { findStep } from './timeline.ts';
import type { World } from './world.ts';

/** The state of a container as an account sees it. */
export type ContainerState =
  | { readonly kind: 'status'; readonly status: string; readonly errorMessage: string | undefined }
  | { readonly kind: 'error'; readonly error: ErrorSpec }
  /** An answer that is neither, as the scenario gives it. */
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'not-found' };

/** Reads a container's state. It is not found before its first step, and stays published once it is. */
export function readContainerState(world: World, account: Account, id: string, now: number): ContainerState {
  const steps = findSteps(world, account, id);
  if (steps === undefined) return { kind: 'not-found' };
  if (world.postsByContainer.has(id)) return { kind: 'status', status: 'PUBLISHED', errorMessage: undefined };
  const step = findStep(steps, now - (world.bornAt.get(id) ?? now));
  if (step === undefined) return { kind: 'not-found' };
  if ('error' in step) return { kind: 'error', error: step.error };
  if ('body' in step) return { kind: 'reply', reply: writeBody(step.http, step.headers, step.body) };
  return { kind: 'status', status: step.status, errorMessage: step.error_message };
}

/** How long a container has been ready, ms; `undefined` where it is not. */
export function readyFor(world: World, account: Account, id: string, now: number): number | undefined {
  const state = readContainerState(world, account, id, now);
  if (state.kind !== 'status' || state.status !== 'FINISHED') return undefined;
  const age = now - (world.bornAt.get(id) ?? now);
  const step = findStep(findSteps(world, account, id) ?? [], age);
  return age - (step?.at ?? 0);
}

function findSteps(world: World, account: Account, id: string): readonly ContainerStep[] | undefined {
  const created = world.created.get(id);
  if (created !== undefined) return created.account.id === account.id ? created.steps : undefined;
  return Object.hasOwn(world.scenario.containers, id) ? world.scenario.containers[id] : undefined;
}

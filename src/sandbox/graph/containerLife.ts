import type { ContainerStep } from '../schema/container.ts';
import type { ErrorSpec } from '../schema/error.ts';
import type { Account } from '../schema/scenario.ts';
import { findStep } from './timeline.ts';
import type { World } from './world.ts';

/** What an account sees of a container now. */
export type ContainerSight =
  | { readonly kind: 'status'; readonly status: string; readonly errorMessage: string | undefined }
  | { readonly kind: 'error'; readonly error: ErrorSpec }
  | { readonly kind: 'unseen' };

/** Checks a container up. Before its first step it can't be seen yet; once published it stays so. */
export function seeContainer(world: World, account: Account, id: string, now: number): ContainerSight {
  const steps = findSteps(world, account, id);
  if (steps === undefined) return { kind: 'unseen' };
  if (world.postsByContainer.has(id)) return { kind: 'status', status: 'PUBLISHED', errorMessage: undefined };
  const step = findStep(steps, now - (world.bornAt.get(id) ?? now));
  if (step === undefined) return { kind: 'unseen' };
  if ('error' in step) return { kind: 'error', error: step.error };
  return { kind: 'status', status: step.status, errorMessage: step.error_message };
}

function findSteps(world: World, account: Account, id: string): readonly ContainerStep[] | undefined {
  const created = world.created.get(id);
  if (created !== undefined) return created.account.id === account.id ? created.steps : undefined;
  return Object.hasOwn(world.scenario.containers, id) ? world.scenario.containers[id] : undefined;
}

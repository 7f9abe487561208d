import { z } from 'zod';
import type { ButtonAction } from '../../buttonAction.ts';
import { LIMITS } from './limits.ts';

const valueSchema = z.object({
  command: z.string().min(1).max(32),
  args: z.record(z.string().max(32), z.string()),
  page: z.int().min(0).max(10_000).optional(),
  opensForm: z.boolean().optional(),
  picks: z.string().min(1).max(32).optional(),
});

/** Writes an action into the value of a button or the id of a select. @returns `undefined` where it does not fit */
export function writeButtonValue({
  command,
  args,
  page,
  opensForm,
  picks,
}: ButtonAction): string | undefined {
  const value = JSON.stringify({
    command,
    args,
    ...(page !== undefined && { page }),
    ...(opensForm && { opensForm }),
    ...(picks !== undefined && { picks }),
  });
  return value.length > LIMITS.buttonValue ? undefined : value;
}

/** Reads the value of a button or the id of a select; anybody may have made it up. @returns `undefined` where it is not ours */
export function readButtonValue(value: unknown): ButtonAction | undefined {
  if (typeof value !== 'string' || value.length > LIMITS.buttonValue) return undefined;
  try {
    return valueSchema.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}

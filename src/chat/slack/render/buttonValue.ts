import { z } from 'zod';
import { LIMITS } from './limits.ts';

/** What stands behind a button: an invocation, and the page of its answer. */
export interface ButtonValue {
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
  readonly page?: number | undefined;
}

const valueSchema = z.object({
  command: z.string().min(1).max(32),
  args: z.record(z.string().max(32), z.string()),
  page: z.int().min(0).max(10_000).optional(),
});

/** @returns `undefined` where it is more than a button can carry */
export function writeButtonValue({ command, args, page }: ButtonValue): string | undefined {
  const value = JSON.stringify({ command, args, ...(page !== undefined && { page }) });
  return value.length > LIMITS.buttonValue ? undefined : value;
}

/** Reads what a press brings; anything can come from outside. @returns `undefined` where it is none of ours */
export function readButtonValue(value: unknown): ButtonValue | undefined {
  if (typeof value !== 'string' || value.length > LIMITS.buttonValue) return undefined;
  try {
    return valueSchema.safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}

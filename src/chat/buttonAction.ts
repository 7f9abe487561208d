import { z } from 'zod';

/** What a button or a select carries: a command to run, and the page of its answer to show. */
export const buttonActionSchema = z.object({
  command: z.string(),
  args: z.record(z.string(), z.string()),
  /** Counted from 0; only buttons that turn a page have one. */
  page: z.number().optional(),
  /** It opens the command's form, filled in with the arguments, and runs nothing. */
  opensForm: z.boolean().optional(),
  /** Its answer takes the place of the message, where only one person sees that. */
  replaces: z.boolean().optional(),
  /** The argument that becomes what is chosen. */
  picks: z.string().optional(),
});

export type ButtonAction = Readonly<z.infer<typeof buttonActionSchema>>;

/** The action of a select, with what was chosen. Where nothing was, the argument stays as it is. */
export function withPicked(action: ButtonAction, values: readonly string[]): ButtonAction {
  const { picks, args } = action;
  if (picks === undefined || values.length === 0) return action;
  return { ...action, args: { ...args, [picks]: values.join(',') } };
}

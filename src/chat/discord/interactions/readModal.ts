import { ComponentType } from 'discord-api-types/v10';
import { z } from 'zod';
import type { ButtonAction } from '../../buttonAction.ts';
import { decodeCustomId } from '../render/customId.ts';

/** What a person filled in, or chose. */
const inputSchema = z.object({
  custom_id: z.string().max(100),
  value: z.string().optional(),
  values: z.array(z.string()).optional(),
});

const dataSchema = z.object({
  custom_id: z.string(),
  components: z.array(
    z.union([
      z.object({ type: z.literal(ComponentType.Label), component: inputSchema }),
      z.object({ type: z.literal(ComponentType.ActionRow), components: z.tuple([inputSchema]) }),
      // Words that a modal shows.
      z.object({ type: z.literal(ComponentType.TextDisplay) }),
    ]),
  ),
});

/** Reads a modal that was sent; anybody may have made it up. @returns `undefined` where it is not ours */
export function readModal(data: unknown): ButtonAction | undefined {
  const parsed = dataSchema.safeParse(data).data;
  const action = parsed && decodeCustomId(parsed.custom_id);
  if (parsed === undefined || !action?.opensForm) return undefined;
  const inputs = parsed.components.flatMap((component) => {
    if ('component' in component) return [component.component];
    return 'components' in component ? component.components : [];
  });
  const filledIn = inputs.map(({ custom_id, value, values = [] }) => [custom_id, value ?? values.join(',')]);
  return { ...action, args: { ...action.args, ...Object.fromEntries(filledIn) } };
}

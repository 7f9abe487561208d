import { type Answer, type AuthorizedCall, answerError, type Subject } from './answer.ts';

type Picked =
  | { readonly kind: 'picked'; readonly fields: readonly string[] }
  | { readonly kind: 'refused'; readonly answer: Answer };

/**
 * Reads the parameter `fields`, in its order.
 *
 * @param known all fields of this node type
 * @param defaults the fields of a call without `fields`
 */
export function pickFields(
  call: AuthorizedCall,
  node: NonNullable<Subject['node']>,
  known: readonly string[],
  defaults: readonly string[],
): Picked {
  const names = (call.params.get('fields') ?? '').split(',').map((name) => name.trim());
  const fields = [...new Set(names.filter((name) => name !== ''))];
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown !== undefined) {
    return { kind: 'refused', answer: answerError({ code: 100 }, { field: unknown, node }) };
  }
  return { kind: 'picked', fields: fields.length > 0 ? fields : defaults };
}

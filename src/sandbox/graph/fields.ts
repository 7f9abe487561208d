import { type Answer, type Asked, refuse, type Subject } from './answer.ts';

type Picked =
  | { readonly kind: 'picked'; readonly fields: readonly string[] }
  | { readonly kind: 'refused'; readonly answer: Answer };

/**
 * Reads `fields`, in the order they were asked for.
 *
 * @param known the fields that this kind of node has
 * @param defaults what is answered to a call without `fields`
 */
export function pickFields(
  asked: Asked,
  node: NonNullable<Subject['node']>,
  known: readonly string[],
  defaults: readonly string[],
): Picked {
  const names = (asked.params.get('fields') ?? '').split(',').map((name) => name.trim());
  const fields = [...new Set(names.filter((name) => name !== ''))];
  const unknown = fields.find((field) => !known.includes(field));
  if (unknown !== undefined) {
    return { kind: 'refused', answer: refuse({ code: 100 }, { field: unknown, node }) };
  }
  return { kind: 'picked', fields: fields.length > 0 ? fields : defaults };
}

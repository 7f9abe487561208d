import { findContainerIds } from '../../threads/containerIds.ts';
import { HookCallError, type HookField } from './hookCallError.ts';
import { HOOK_LIMITS } from './limits.ts';
import type { Fields } from './readFields.ts';

/** Of one call. */
const MOST = HOOK_LIMITS.containers;

/** Characters: room for a container's id in whatever it was wrapped in, and for 400 ids. */
const LONGEST_ID = 500;
const LONGEST_IDS = 12_000;

const EXAMPLE = 'such as "17880000000000001"';

/** The containers that a call names, each once. @throws HookCallError */
export function readContainers({ container, containers }: Fields): string[] {
  const ids = new Set([
    ...(container === undefined ? [] : [readOne(container)]),
    ...(containers === undefined ? [] : readMany(containers)),
  ]);
  if (ids.size > MOST)
    throw new HookCallError(
      'containers',
      `One call takes at most ${MOST} containers. Send the others in another call.`,
    );
  return [...ids];
}

function readOne(value: unknown): string {
  const [id, ...others] = readIds('container', value, LONGEST_ID);
  if (id === undefined) throw refuse('container');
  if (others.length > 0)
    throw new HookCallError('container', 'container takes one id. Send several as containers.');
  return id;
}

function readMany(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return readIds('containers', value, LONGEST_IDS);
  if (value.length === 0)
    throw new HookCallError('containers', 'containers is empty. Send at least one container’s id in it.');
  const distinct = new Set<unknown>(value);
  return [...distinct].flatMap((each) => readIds('containers', each, LONGEST_ID));
}

/** @throws HookCallError where there is anything else than ids in it */
function readIds(field: HookField, value: unknown, longest: number): readonly string[] {
  // A longer number was read as the text of its digits: this one has none to lose.
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new HookCallError(
      field,
      `${field} holds a rounded number. Send each id as text in quotes, ${EXAMPLE}.`,
    );
  if (typeof value !== 'string' && typeof value !== 'number') throw refuse(field);
  const text = String(value);
  if (text.length > longest) throw refuse(field);
  const { ids, others } = findContainerIds(text);
  if (ids.length === 0 || others.length > 0) throw refuse(field);
  return ids;
}

function refuse(field: HookField): HookCallError {
  return field === 'container'
    ? new HookCallError(
        field,
        `container takes the id that Threads returned for the container: 10 to 20 digits, as text in quotes, ${EXAMPLE}.`,
      )
    : new HookCallError(
        field,
        `containers takes a list of the ids that Threads returned, each of 10 to 20 digits, as text in quotes, ${EXAMPLE}.`,
      );
}

import { countSlips, findNear } from '../../commands/findNear.ts';
import { type VariableName, variables } from './variables.ts';

const NAMES = Object.keys(variables) as VariableName[];
const KNOWN: ReadonlySet<string> = new Set(NAMES);

/** Read beside our own. Those that other programs know too are read in small letters as well. */
const KNOWN_TO_OTHERS: ReadonlySet<string> = new Set([
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'FTP_PROXY',
]);

/** A shorter name than this that is nearly ours is most likely another program's, such as `HOST` and `PORT`. */
const SHORTEST = 8;

/** More than one slip is a guess in a name that is shorter than this, such as MANPAGER. */
const LONG_NAME = 12;

/** The services whose variables start with their name: what else starts so may be meant for us. */
const SERVICES: ReadonlySet<string> = new Set(['THREADS', 'DISCORD', 'SLACK']);

/** A variable that is not ours, and those of ours that its writer most likely meant. */
export interface Misspelled {
  readonly name: string;
  readonly meant: readonly VariableName[];
}

/** Finds set variables whose names are nearly ours: `DISCORD_TOEKN`, `THREADS_TOKEN`, `discord_token`. */
export function findMisspelled(environment: Readonly<Record<string, string | undefined>>): Misspelled[] {
  return Object.keys(environment).flatMap((name) => {
    if (KNOWN.has(name) || KNOWN_TO_OTHERS.has(name.toUpperCase()) || environment[name] === '') return [];
    const meant = findMeant(name.toUpperCase());
    return meant.length === 0 ? [] : [{ name, meant }];
  });
}

function findMeant(name: string): readonly VariableName[] {
  if (name.length < SHORTEST) return [];
  const most = name.length < LONG_NAME ? 1 : 2;
  const near = findNear(name, NAMES).filter(
    (each) => countSlips(name.toLowerCase(), each.toLowerCase()) <= most,
  ) as VariableName[];
  return near.length > 0 ? near : findWithSameWords(name);
}

/** A word was left out or added: THREADS_TOKEN, DISCORD_BOT_TOKEN. */
function findWithSameWords(name: string): VariableName[] {
  const words = name.split('_');
  if (!SERVICES.has(words[0] ?? '') || words.length < 2) return [];
  return NAMES.filter((each) => {
    const ours = each.split('_');
    return words.every((word) => ours.includes(word)) || ours.every((word) => words.includes(word));
  });
}

/** For the log, for `doctor`, and for a start that fails. */
export function describeMisspelled({ name, meant }: Misspelled): string {
  return `${name} is no variable of Threadwatch: did you mean ${meant.join(' or ')}?`;
}

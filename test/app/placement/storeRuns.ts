import { runStore } from '../../../src/app/main/runStore.ts';
import { recordId } from '../../../src/store/copy/copyEnds.ts';
import { openSource, readLocation } from '../../../src/store/copy/openEnds.ts';
import { partOf, withoutPart } from '../../../src/store/copy/parts.ts';

/** What `npm run -s store -- …` says and does, with these variables. */
export async function store(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: 0 | 1; out: string; errors: string }> {
  let out = '';
  let errors = '';
  const code = await runStore({
    args,
    readEnvironment: () => env,
    write: (text) => (out += text),
    writeError: (text) => (errors += text),
    now: () => Date.UTC(2026, 10, 26, 3, 30),
    signal: new AbortController().signal,
  });
  return { code, out, errors };
}

/** The text of each record by its id; those of partitions with their part before it. */
export async function dump(url: string): Promise<Map<string, string>> {
  const source = await openSource(readLocation(url));
  try {
    const all = new Map<string, string>();
    for await (const page of source.pages())
      for (const record of page) all.set(recordId(record), record.text);
    return new Map([...all].sort(([one], [other]) => (one < other ? -1 : 1)));
  } finally {
    await source.close();
  }
}

/** Where each record of partitions lies, by what its id would be in a single store: more than one place where it is in several. */
export function placesOf(all: ReadonlyMap<string, string>): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const id of all.keys())
    places.set(withoutPart(id), [...(places.get(withoutPart(id)) ?? []), partOf(id) ?? '']);
  return places;
}

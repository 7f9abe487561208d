import { defaults } from '../app/variables.ts';
import { describeStore } from '../doctor/facts.ts';
import { openStore } from '../store/openStore.ts';
import { StoreError } from '../store/store.ts';
import { findMissingStore } from '../store/storeUrl.ts';
import { checkForm } from './askToken.ts';
import type { Wizard } from './wizard.ts';

type Kind = 'keep' | 'sqlite' | 'redis';

/** Asks where watches are kept, and tries it. */
export async function askStore(wizard: Wizard): Promise<void> {
  const { prompts, draft } = wizard;
  for (;;) {
    const url = await chooseStore(wizard);
    const problem = await prompts.during('Trying the store', findProblem(url));
    if (url !== (draft.get('STORE_URL') ?? defaults.storeUrl)) draft.set('STORE_URL', url);
    if (problem === undefined) return;
    prompts.tell('fault', problem);
    const next = await prompts.choose('What now?', [
      { value: 'again', label: 'Choose again' },
      { value: 'keep', label: 'Go on with it all the same' },
    ]);
    if (next === 'keep') return;
  }
}

async function chooseStore({ prompts, draft }: Wizard): Promise<string> {
  const set = draft.get('STORE_URL');
  const kept = set !== undefined && set !== defaults.storeUrl;
  const kind = await prompts.choose<Kind>('Where are the watches kept?', [
    ...(kept ? [{ value: 'keep' as const, label: describeStore(set), hint: 'as it is set' }] : []),
    { value: 'sqlite', label: 'In a file on this machine', hint: defaults.storeUrl },
    { value: 'redis', label: 'In Redis', hint: 'it needs maxmemory-policy noeviction and appendonly' },
  ]);
  if (kind === 'keep' && set !== undefined) return set;
  if (kind === 'sqlite') return defaults.storeUrl;
  const check = checkForm('STORE_URL');
  const typed = await prompts.typeSecret(
    'The URL of Redis (redis://user:password@host:6379). It is not shown, for it may hold a password',
    (text) =>
      /^rediss?:/.test(text.trim()) ? check(text) : 'Expected a URL that begins with redis:// or rediss://',
  );
  return typed.trim();
}

/** @returns what is wrong with the store, in full sentences */
async function findProblem(url: string): Promise<string | undefined> {
  try {
    const missing = findMissingStore(url);
    if (missing !== undefined) return missing.problem && `The store can't be created: ${missing.problem}.`;
    const store = await openStore(url);
    try {
      return (await store.findProblems()).map(({ words }) => `${words}.`).join(' ') || undefined;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof StoreError) return error.message;
    throw error;
  }
}

import { ConfigError, readConfig } from '../app/config.ts';
import type { VariableName } from '../app/variables.ts';
import { EnvFileError, writeEnvFile } from './envFile.ts';
import { changeEnvText, UnwritableValueError, writeEnvText } from './envText.ts';
import { SetupCancelled } from './prompts.ts';
import { describeChanges } from './review.ts';
import type { Wizard } from './wizard.ts';

/** The `.env` of the folder, and what becomes of it. */
export interface EnvTarget {
  readonly folder: string;
  /** Its text; `undefined` where there is none. */
  readonly before: string | undefined;
  /** Whether what stands in it is kept, as far as no answer changes it. */
  readonly isKept: boolean;
}

/** Shows what is to be written, and writes it if the person agrees. @returns whether the program can start with it */
export async function saveSetup(wizard: Wizard, target: EnvTarget): Promise<boolean> {
  const { prompts, draft } = wizard;
  const changes = draft.changes(await askShellValues(wizard));
  const isStartable = tellFaults(wizard);
  if (changes.size === 0 && target.isKept && target.before !== undefined) {
    prompts.tell('success', '.env has all of this already. It stays as it is.');
    return isStartable;
  }
  prompts.note('.env will have', describeChanges(changes));
  for (;;) {
    const answer = await prompts.choose('Write it?', [
      { value: 'write', label: 'Write .env', hint: target.before === undefined ? 'new' : 'a backup is kept' },
      { value: 'leave', label: 'Write nothing, and end' },
    ]);
    if (answer === 'leave') throw new SetupCancelled();
    if (await tryToWrite(wizard, target, changes)) return isStartable;
  }
}

/** A start in another shell would miss what this one sets. */
async function askShellValues({ prompts, draft }: Wizard): Promise<readonly VariableName[]> {
  const { shellAlone, overridden } = draft;
  if (overridden.length > 0)
    prompts.tell(
      'warning',
      `This shell sets ${overridden.join(', ')} to something else, and a shell wins over .env. Before npm start, type: unset ${overridden.join(' ')}`,
    );
  if (shellAlone.length === 0) return [];
  const isWritten = await prompts.confirm(
    `Only this shell sets ${shellAlone.join(', ')}. Write that to .env too, so that each start finds it?`,
  );
  return isWritten ? shellAlone : [];
}

/** @returns whether the program would start */
function tellFaults({ prompts, draft }: Wizard): boolean {
  try {
    readConfig(draft.environment);
    return true;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    prompts.tell('warning', `The bot will not start yet:\n${error.faults.join('\n')}`);
    return false;
  }
}

async function tryToWrite(
  { prompts, clock }: Wizard,
  { folder, before, isKept }: EnvTarget,
  changes: ReadonlyMap<VariableName, string | undefined>,
): Promise<boolean> {
  try {
    const text = isKept && before !== undefined ? changeEnvText(before, changes) : writeNew(changes);
    const backup = await writeEnvFile({ folder, text, before, now: clock.now() });
    prompts.tell('success', 'Wrote .env, which only you can read.');
    if (backup !== undefined) prompts.tell('info', `What stood there before is in ${backup}.`);
    return true;
  } catch (error) {
    if (!(error instanceof EnvFileError || error instanceof UnwritableValueError)) throw error;
    prompts.tell('fault', error.message);
    return false;
  }
}

function writeNew(changes: ReadonlyMap<string, string | undefined>): string {
  const set = [...changes].filter((entry): entry is [string, string] => entry[1] !== undefined);
  return writeEnvText(Object.fromEntries(set));
}

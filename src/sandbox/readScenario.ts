import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseScenario, type Scenario, ScenarioError } from './schema/scenario.ts';

const READY_MADE = join(import.meta.dirname, 'scenarios');

/** The names of the ready-made scenarios, in alphabetical order. */
export async function listReadyMadeScenarios(): Promise<string[]> {
  const files = await readdir(READY_MADE);
  return files.flatMap((file) => (file.endsWith('.json') ? [file.slice(0, -'.json'.length)] : [])).sort();
}

/**
 * Reads a scenario from a file, or a ready-made one by its name.
 *
 * @throws {ScenarioError} naming the file and the fault
 */
export async function readScenario(fileOrName: string): Promise<Scenario> {
  const readyMade = await listReadyMadeScenarios();
  const file = readyMade.includes(fileOrName) ? join(READY_MADE, `${fileOrName}.json`) : fileOrName;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const choice = `neither a readable file nor one of ${readyMade.join(', ')}`;
    throw new ScenarioError(`${fileOrName} is ${choice}.`, { cause });
  }
  return parseText(text, file);
}

function parseText(text: string, file: string): Scenario {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ScenarioError(`${file} is not JSON: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
  try {
    return parseScenario(json);
  } catch (cause) {
    if (!(cause instanceof ScenarioError)) throw cause;
    throw new ScenarioError(`${file} is not a valid scenario:\n${cause.message}`, { cause });
  }
}

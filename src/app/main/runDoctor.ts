import { parseArgs } from 'node:util';
import { renderPlain } from '../../chat/terminal/renderCard.ts';
import { systemClock } from '../../clock.ts';
import { advice, type Finding, fault } from '../../messages/findings.ts';
import { listFindings, sumUp } from '../../messages/replies/doctorReport.ts';
import { type Text, text } from '../../messages/text.ts';
import { Secrets } from '../../secrets.ts';
import { ConfigError, readConfig } from '../config.ts';
import { checkTimeZone } from '../doctor/checkTimeZone.ts';
import { examineSetup } from '../doctor/examineSetup.ts';
import { describeMisspelled, findMisspelled } from '../findMisspelled.ts';
import { defaults } from '../variables.ts';

const USAGE = `Usage: npm run -s doctor [-- --json]

Checks the configuration, the tokens of Discord, Slack and Threads, the bot's permissions, its commands, the store, the
clock, the network, the ports, the hooks and the delivery of messages, and says what to do. It changes nothing, creates no
store, and can run beside Threadwatch.

❌ a fault: something does not work    ⚠️ advice: it works, and could fail or work better    ✅ fine

Exit code: 0 without a fault, also with advice; 1 with a fault; 2 if it could not check.
`;

export interface DoctorRun {
  /** What stands after the name of the program. */
  readonly args: readonly string[];
  readonly readEnvironment: () => NodeJS.ProcessEnv;
  readonly writeReport: (text: string) => void;
  readonly writeError: (text: string) => void;
}

/**
 * Checks everything, and writes what it found. Never rejects.
 *
 * @returns the exit code: 0 without a fault, 1 with one, 2 if it could not check
 */
export async function runDoctor(run: DoctorRun): Promise<0 | 1 | 2> {
  const secrets = new Secrets();
  try {
    return (await report(run, secrets)) ? 0 : 1;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    run.writeError(secrets.hide(`${words}\n${USAGE}`));
    return 2;
  }
}

/** @returns whether there is no fault */
async function report({ args, readEnvironment, writeReport }: DoctorRun, secrets: Secrets): Promise<boolean> {
  const options = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    writeReport(USAGE);
    return true;
  }
  const { findings, commandName } = await examineAll(readEnvironment, secrets);
  const show = (title: Text): string =>
    renderPlain(
      { tone: 'neutral', title, body: [], buttons: [] },
      { commandName, now: systemClock.now(), timeZone: 'UTC' },
    );
  const { mark, words } = sumUp(findings);
  const shown = values.json
    ? JSON.stringify(
        findings.map(({ grade, words }) => ({ grade, text: show(words) })),
        null,
        2,
      )
    : [...listFindings(findings).map(show), `${mark} ${words}`].join('\n');
  writeReport(`${secrets.hide(shown)}\n`);
  return findings.every(({ grade }) => grade !== 'fault');
}

interface Examined {
  readonly findings: readonly Finding[];
  readonly commandName: string;
}

/** A configuration that can't be read is a fault like any other; what depends on it is not checked. */
async function examineAll(readEnvironment: () => NodeJS.ProcessEnv, secrets: Secrets): Promise<Examined> {
  try {
    const environment = readEnvironment();
    const config = readConfig(environment);
    for (const secret of config.secrets) secrets.add(secret);
    const findings = [
      ...findMisspelled(environment).map((each) => advice(text`${describeMisspelled(each)}`)),
      ...checkTimeZone(environment),
      ...(await examineSetup(config, secrets)),
    ];
    return { findings, commandName: config.commandName };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const faults = error.faults.map((words) => fault(text`${words}`));
    const rest = advice(text`Nothing else was checked: type npm run doctor again when that is mended`);
    return { findings: [...faults, rest], commandName: defaults.commandName };
  }
}

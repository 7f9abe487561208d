import type { Faults } from '../faults.ts';
import type { Log } from '../log.ts';
import { explainNetworkFault } from '../networkFault.ts';
import type { CallReport } from '../threads/createClient.ts';
import { isNetworkFault } from '../threads/errors.ts';

const SUBJECT = 'connection to Threads';

/** Says once that this machine's own network keeps it from Threads; a call that reached Threads ends the fault. */
export function reportNetworkFault({ outcome }: CallReport, faults: Faults, log: Log): void {
  if (outcome === 'ended') return;
  if (outcome === 'ok' || !isNetworkFault(outcome)) return void faults.clear(SUBJECT);
  const { cause, fix } = explainNetworkFault(outcome, 'Threads');
  const words = `${cause.charAt(0).toUpperCase()}${cause.slice(1)}. ${fix}`;
  const inChat = `This bot can't reach Threads: its operator has to look at the network of its machine.`;
  if (faults.report(SUBJECT, { words, inChat })) log.warn(words);
}

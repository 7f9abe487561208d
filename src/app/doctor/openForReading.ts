import { systemClock } from '../../clock.ts';
import { checkStore } from '../../doctor/checkStore.ts';
import { advice, type Finding, fault, fine } from '../../messages/findings.ts';
import { code, text } from '../../messages/text.ts';
import { openStore } from '../../store/openStore.ts';
import { type Store, StoreError } from '../../store/store.ts';
import { findMissingStore } from '../../store/storeUrl.ts';
import type { Config } from '../config.ts';
import { describeNewer } from '../migrations/migrateStore.ts';

/** A store, and what is to be said of it. */
interface Opened {
  readonly store: Store;
  readonly findings: readonly Finding[];
}

/** Opens the store. If there is none or it can't be opened, the accounts are still checked, with the configured tokens. */
export async function openForReading(config: Config): Promise<Opened> {
  const { storeUrl, facts, isReplica } = config;
  const where = code(facts.store);
  try {
    if (isReplica) {
      // Loaded on demand: one process has no use for it.
      const { openClusterForReading } = await import('./examineCluster.ts');
      return await openClusterForReading(config, systemClock.now());
    }
    const missing = findMissingStore(storeUrl);
    if (missing === undefined) {
      const store = await openStore(storeUrl);
      const findings = await checkStore(store, facts.store, systemClock.now());
      return {
        store,
        findings: [...findings, ...(await describeVersion(store)), ...describeMemory(storeUrl)],
      };
    }
    const finding =
      missing.problem === undefined
        ? fine(text`There is no store yet; the first start creates it: ${where}`)
        : fault(text`STORE_URL: the store ${where} can't be created: ${missing.problem}`);
    return { store: await openStore('memory:'), findings: [finding] };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const words = text`STORE_URL: ${error.message} Until then, accounts are checked with their configured tokens`;
    return { store: await openStore('memory:'), findings: [fault(words)] };
  }
}

/** The bot refuses to start on such a store. A store that fails has a finding of its own. */
async function describeVersion(store: Store): Promise<Finding[]> {
  try {
    const newer = await describeNewer(store);
    return newer === undefined ? [] : [fault(text`STORE_URL: ${newer}`)];
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return [];
  }
}

function describeMemory(storeUrl: string): Finding[] {
  return storeUrl === 'memory:'
    ? [
        advice(
          text`STORE_URL is memory: every watch is lost when the bot stops. Set it to a file or to Redis`,
        ),
      ]
    : [];
}

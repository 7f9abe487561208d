import type { Clock } from '../clock.ts';
import { PROVEN_FOR } from './decideFault.ts';
import type { EvidenceLog } from './evidenceLog.ts';
import { type Outage, postponeProbe } from './outage.ts';
import type { Outages } from './outages.ts';

/** Which containers find out whether an outage of all of an account's containers is over, and when. */
export class ObjectProbes {
  readonly #outages: Outages;
  readonly #evidence: EvidenceLog;
  readonly #clock: Clock;

  constructor(outages: Outages, evidence: EvidenceLog, clock: Clock) {
    this.#outages = outages;
    this.#evidence = evidence;
    this.#clock = clock;
  }

  /** Whether all containers of the account fail, and it is time to find out with one of them whether that is over. */
  isDue(account: string): boolean {
    const outage = this.#outageOf(account);
    return outage !== undefined && outage.nextProbeAt <= this.#clock.now();
  }

  /**
   * The container to ask where no watched one can tell: of those that have failed in the outage, the one that was asked
   * longest ago. Its watch may be over.
   */
  failedContainer(account: string): string | undefined {
    return this.#outageOf(account)?.failed?.[0];
  }

  /** Whether all containers of the account fail, and one of them failed just now. */
  hasJustFailed(account: string): boolean {
    const since = this.#clock.now() - PROVEN_FOR;
    return this.#outageOf(account) !== undefined && this.#evidence.hasObjectFailed(account, since);
  }

  /** Plans the next probe of an outage that has none to probe with at present. */
  postpone(account: string): void {
    const outage = this.#outageOf(account);
    if (outage !== undefined) this.#outages.plan(postponeProbe(outage, this.#clock.now()));
  }

  #outageOf(account: string): Outage | undefined {
    const outage = this.#outages.of(account);
    return outage?.scope === 'objects' ? outage : undefined;
  }
}

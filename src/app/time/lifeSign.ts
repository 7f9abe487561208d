import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { z } from 'zod';
import { SECOND } from '../../duration.ts';
import type { Collection, Store } from '../../store/store.ts';

/** The times of the machine. */
export interface Machine {
  /** Its wall clock, ms since the epoch. It may be set. */
  readonly wall: () => number;
  /** How long it has run since it booted, ms; sleep counts too. */
  readonly uptime: () => number;
  /** Names this boot of this machine; `undefined` where the system does not say. */
  readonly bootId: string | undefined;
}

export function readMachine(): Machine {
  return { wall: Date.now, uptime: () => uptime() * SECOND, bootId: readBootId() };
}

/** Only Linux has it. */
function readBootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** When a process last ran on the store, and on which clock. */
export const lifeSignSchema = z.object({
  version: z.literal(2),
  /** The bot's own time, which never goes back. All stored times are on it. */
  botTime: z.number(),
  /** The machine's wall clock at that moment. */
  wallTime: z.number(),
  /** How long the machine had run by then, and which boot it was. */
  uptime: z.number(),
  bootId: z.string().optional(),
  /** A correction of the stored times that has begun; a crash can interrupt it. */
  correction: z.object({ id: z.string(), by: z.number(), isExact: z.boolean() }).optional(),
});

export type LifeSign = z.infer<typeof lifeSignSchema>;

const KEY = 'last';

/** The one record that says when a process last ran on the store. */
export class LifeSigns {
  readonly #records: Collection<LifeSign>;

  constructor(store: Store) {
    this.#records = store.collection('life-signs', lifeSignSchema);
  }

  read(): Promise<LifeSign | undefined> {
    return this.#records.get(KEY);
  }

  write(sign: LifeSign): Promise<void> {
    return this.#records.set(KEY, sign);
  }
}

export function createLifeSign(machine: Machine, botTime: number): LifeSign {
  return {
    version: 2,
    botTime,
    wallTime: machine.wall(),
    uptime: machine.uptime(),
    ...(machine.bootId !== undefined && { bootId: machine.bootId }),
  };
}

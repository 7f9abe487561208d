import { z } from 'zod';
import type { Log } from '../../../log.ts';

/** Enough for everybody who uses the bot in a large team. Above it, who was heard of the longest ago is forgotten. */
export const MOST_PEOPLE = 500;

/** Slack's names are shorter, in UTF-16 units. A longer one is not kept. */
const LONGEST_NAME = 100;

/** The names of people by their ids, the one heard of last at the end. */
export const peopleSchema = z.object({
  version: z.literal(1),
  /** Whose people; left out where the bot serves one team. */
  team: z.string().optional(),
  people: z.array(z.object({ id: z.string(), name: z.string().min(1).max(LONGEST_NAME) })),
});

export type StoredPeople = z.infer<typeof peopleSchema>;

/** Where the names outlive the process. Both methods reject where the store fails. */
export interface PeopleStore {
  load(): Promise<StoredPeople | undefined>;
  save(people: StoredPeople): Promise<void>;
}

/**
 * The names of the people who use the bot, as Slack's payloads say them: the bot has no scope to ask for names. The
 * store follows the memory, so that a restart knows them.
 */
export class People {
  readonly #names = new Map<string, string>();
  readonly #store: PeopleStore;
  readonly #log: Log;
  #isChanged = false;
  #saving: Promise<void> | undefined;

  constructor(store: PeopleStore, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  /** Reads what the last process knew. Never rejects: without it, people are shown by their ids until they are heard of. */
  async load(): Promise<void> {
    try {
      const stored = await this.#store.load();
      for (const { id, name } of stored?.people.slice(-MOST_PEOPLE) ?? []) this.#names.set(id, name);
    } catch (err) {
      this.#log.warn({ err }, 'cannot read the stored names of people in Slack');
    }
  }

  nameOf(id: string): string | undefined {
    return this.#names.get(id);
  }

  /** @param name as the payload says it; it is escaped where it is shown */
  remember(id: string, name: string | undefined): void {
    if (name === undefined || name === '' || name.length > LONGEST_NAME) return;
    const isNew = this.#names.get(id) !== name;
    this.#names.delete(id);
    this.#names.set(id, name);
    const [oldest] = this.#names.keys();
    if (this.#names.size > MOST_PEOPLE && oldest !== undefined) this.#names.delete(oldest);
    if (isNew) this.#save();
  }

  /** Resolves when everything is stored, or the store has failed. */
  async saved(): Promise<void> {
    await this.#saving;
  }

  /** One write at a time; what changes meanwhile is in the next one. */
  #save(): void {
    this.#isChanged = true;
    this.#saving ??= this.#saveAll().finally(() => {
      this.#saving = undefined;
    });
  }

  async #saveAll(): Promise<void> {
    while (this.#isChanged) {
      this.#isChanged = false;
      const people = [...this.#names].map(([id, name]) => ({ id, name }));
      try {
        await this.#store.save({ version: 1, people });
      } catch (err) {
        // That the store fails is in the log already. The next new name stores all of them.
        this.#log.debug({ err }, 'cannot store the names of people in Slack');
      }
    }
  }
}

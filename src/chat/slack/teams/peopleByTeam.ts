import type { Log } from '../../../log.ts';
import { People, type PeopleStore } from './people.ts';

export interface PeopleByTeamOptions {
  /** Where the names of one team outlive the process. */
  readonly storeOf: (team: string) => PeopleStore;
  readonly log: Log;
}

/** The names of people, by team: nobody is named where they were not heard of. */
export class PeopleByTeam {
  readonly #options: PeopleByTeamOptions;
  readonly #teams = new Map<string, People>();

  constructor(options: PeopleByTeamOptions) {
    this.#options = options;
  }

  /** Reads what the last process knew of a team. Never rejects. */
  load(team: string): Promise<void> {
    return this.#of(team).load();
  }

  nameOf(team: string, id: string): string | undefined {
    return this.#teams.get(team)?.nameOf(id);
  }

  /** @param name as the payload says it; it is escaped where it is shown */
  remember(team: string, id: string, name: string | undefined): void {
    this.#of(team).remember(id, name);
  }

  /** Resolves when everything is stored, or the store has failed. */
  async saved(): Promise<void> {
    await Promise.all([...this.#teams.values()].map((people) => people.saved()));
  }

  #of(team: string): People {
    const { storeOf, log } = this.#options;
    const people = this.#teams.get(team) ?? new People(storeOf(team), log);
    this.#teams.set(team, people);
    return people;
  }
}

import type { PersonLabel, TextOptions } from '../render/renderInline.ts';
import type { PeopleByTeam } from './peopleByTeam.ts';
import type { Teams } from './teams.ts';

/** How messages are written: with what is known of a team, and of its people. */
export class Session {
  readonly #teams: Pick<Teams, 'known'>;
  readonly #people: Pick<PeopleByTeam, 'nameOf'>;
  /** The name after the slash; `start` sets it. */
  commandName = 'threads';

  constructor(teams: Pick<Teams, 'known'>, people: Pick<PeopleByTeam, 'nameOf'>) {
    this.#teams = teams;
    this.#people = people;
  }

  /** How the messages of a team are written. */
  textOptionsFor(team: string): TextOptions {
    return { commandName: this.commandName, describePerson: (id) => this.#describePerson(team, id) };
  }

  #describePerson(team: string, id: string): PersonLabel {
    const { teamUrl } = this.#teams.known(team) ?? {};
    return {
      name: this.#people.nameOf(team, id),
      profileUrl: teamUrl === undefined ? undefined : new URL(`team/${id}`, teamUrl).href,
    };
  }
}

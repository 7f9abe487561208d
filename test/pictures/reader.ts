/** Who looks at the picture, and when: clients show times in the reader's zone, and names for ids. */
export interface Reader {
  /** ms since the epoch. */
  readonly now: number;
  /** Names of people, roles, groups and channels, by their ids. */
  readonly names: Readonly<Record<string, string>>;
}

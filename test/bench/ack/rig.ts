/** Where a platform, or a bare client of it, is asked things. */
export interface Rig extends AsyncDisposable {
  /** Somebody types a command. */
  ask(index: number): void;
  /** When each command was acknowledged, by its index, ms since this process began. */
  acknowledged(): ReadonlyMap<number, number>;
}

/** The commands that people type, by turns. */
export function commandOf(index: number): {
  readonly command: string;
  readonly args: Record<string, string>;
} {
  return index % 3 === 2
    ? { command: 'watches', args: {} }
    : { command: 'status', args: { container: `179${String(index).padStart(14, '0')}` } };
}

/** A bot (Threadwatch or a minimal client) to which the bench sends commands. */
export interface Rig extends AsyncDisposable {
  /** Sends the command with this index. */
  sendCommand(index: number): void;
  /** When each command was acknowledged, by its index; ms since this process started. */
  acknowledged(): ReadonlyMap<number, number>;
}

/** The command with this index. */
export function commandOf(index: number): {
  readonly command: string;
  readonly args: Record<string, string>;
} {
  return index % 3 === 2
    ? { command: 'watches', args: {} }
    : { command: 'status', args: { container: `179${String(index).padStart(14, '0')}` } };
}

/** So many that none of them asks too many questions. */
const PEOPLE = 100;

/** Who sends the command with this index, as a number. */
export function personOf(index: number): string {
  return String(1_400_000_000_000_000_100n + BigInt(index % PEOPLE));
}

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

/** Work that runs repeatedly, on a cron schedule. */
export interface Job {
  readonly name: string;
  /** Five fields, or six with seconds first. */
  readonly cron: string;
  /** Whether the hours of `cron` are those of the machine's time zone; else they are UTC. */
  readonly isLocal?: boolean;
  /** @param signal aborts when the program stops */
  run(signal: AbortSignal): Promise<void>;
  /** Before this time (ms since the epoch) a run would find nothing to do, so a stepped clock may skip it. */
  idleUntil?(): number;
}

/** Receives the messages of jobs and of node-cron, which would write to the console otherwise. */
export interface JobLog {
  info(message: string): void;
  warn(message: string): void;
  error(details: { err: unknown }, message: string): void;
  debug(message: string): void;
  trace(message: string): void;
}

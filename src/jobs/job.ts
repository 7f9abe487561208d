/** Something that is done again and again, when its cron expression says. */
export interface Job {
  readonly name: string;
  /** Five fields, or six with seconds first. */
  readonly cron: string;
  run(signal: AbortSignal): Promise<void>;
  /** Before this moment a run would find nothing to do; a clock that is stepped leaves out the ticks until then. */
  idleUntil?(): number;
}

/** What node-cron itself has to say goes to our log, not to the console. */
export interface JobLog {
  info(message: string): void;
  warn(message: string): void;
  error(details: { err: unknown }, message: string): void;
  debug(message: string): void;
}

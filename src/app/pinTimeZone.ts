/**
 * Lets the process run in UTC from now on, whatever zone the machine is set to. In a zone whose clocks are set back,
 * node-cron can't tell the hour that comes twice from the first one, and no job runs until it is over. Call it after the
 * `.env` file was read, which may set TZ.
 *
 * @param environment of this process: Node applies its TZ at once
 * @returns the machine's own zone, for what people mean by hours
 * @see https://nodejs.org/api/cli.html#tz
 */
export function pinTimeZone(environment: NodeJS.ProcessEnv): string {
  const { timeZone } = readTimeZone(environment);
  Object.assign(environment, { TZ: 'UTC' });
  return timeZone;
}

interface TimeZone {
  /** As Intl names it. */
  readonly timeZone: string;
  /** Whether TZ, or the machine, names a zone that is known; else it is UTC. */
  readonly isKnown: boolean;
}

/** The machine's own zone, or that of TZ. */
export function readTimeZone({ TZ }: Readonly<Record<string, string | undefined>>): TimeZone {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return isTimeZone(timeZone) ? { timeZone, isKnown: true } : { timeZone: 'UTC', isKnown: TZ === '' };
}

/** For the log and for `doctor`. */
export function describeUnknownZone(given = ''): string {
  return `TZ names no time zone (${given}): UTC is used in its place. Write one as Europe/Berlin`;
}

/** Where TZ names no zone, Node gives a name that it does not know itself. */
function isTimeZone(name: string | undefined): boolean {
  try {
    return name !== undefined && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

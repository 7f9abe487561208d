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
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  Object.assign(environment, { TZ: 'UTC' });
  return isTimeZone(timeZone) ? timeZone : 'UTC';
}

/** Where TZ names no zone, Node gives a name that it does not know itself. */
function isTimeZone(name: string | undefined): boolean {
  try {
    return name !== undefined && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

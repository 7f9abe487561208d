/** The names of fields that hold a time in ms since the epoch, by the convention of all our records. */
const TIME_NAME = /^(at|since|until)$|(At|Since)$/;

/** Times that Threads names. They are true whatever our clock says. */
const TIMES_OF_THREADS: ReadonlySet<string> = new Set(['expiresAt', 'grantEndsAt', 'endsAt']);

/** Only such numbers are moments: `0` and the largest integers stand for "never". */
const isMoment = (value: unknown): value is number =>
  typeof value === 'number' && value > 1e12 && value < 1e14;

/** Whether a field of a stored record holds a time of our own clock. */
export function isTimeField(name: string): boolean {
  return TIME_NAME.test(name) && !TIMES_OF_THREADS.has(name);
}

/** A stored value with every time in it moved back. Pure. @param by ms */
export function shiftTimes(value: unknown, by: number): unknown {
  if (Array.isArray(value)) return value.map((each) => shiftTimes(each, by));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      isTimeField(name) && isMoment(field) ? field - by : shiftTimes(field, by),
    ]),
  );
}

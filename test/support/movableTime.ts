// Preloaded into a process whose parent moves its time on. Its clocks run as ever, and leap forward when the parent
// says so; each timer that falls due on the way rings at its own moment, in order. The program knows nothing of it.
import { AsyncResource } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import promises from 'node:timers/promises';
import { promisify } from 'node:util';

const realNow = Date.now;
const realMonotonic = performance.now.bind(performance);
const { setTimeout: setAlarm, clearTimeout: clearAlarm, setImmediate: realImmediate } = timers;

const { TIME_LEAD } = process.env;
/** How far the parent has moved us on, ms; a process that is started later begins where the others are. */
let lead = Number(TIME_LEAD);
// The program's environment has no word of it. In this module's address it would have it compiled anew for each value.
Reflect.deleteProperty(process.env, 'TIME_LEAD');

const monotonic = (): number => realMonotonic() + lead;

const running = new Set<Timer>();
let alarm: NodeJS.Timeout | undefined;
let isRinging = false;
let rung = Promise.resolve();
let lastId = 0;

/** Stands for what `setTimeout` and `setInterval` give. */
class Timer {
  readonly id: number;
  readonly #ring: () => void;
  readonly #delay: number;
  readonly #repeats: boolean;
  #isRef = true;
  /** By our monotonic clock, ms. */
  dueAt = 0;

  constructor(ring: () => void, delay: unknown, repeats: boolean) {
    lastId += 1;
    this.id = lastId;
    // Whoever set the timer finds its own async context again when it rings.
    this.#ring = AsyncResource.bind(ring);
    const ms = Number(delay);
    this.#delay = ms >= 1 && ms <= 2_147_483_647 ? ms : 1;
    this.#repeats = repeats;
    this.refresh();
  }

  get isRef(): boolean {
    return this.#isRef;
  }

  ring(): void {
    if (this.#repeats) this.refresh();
    else running.delete(this);
    try {
      this.#ring();
    } catch (error) {
      realImmediate(() => {
        throw error;
      });
    }
  }

  refresh(): this {
    this.dueAt = monotonic() + this.#delay;
    running.add(this);
    setTheAlarm();
    return this;
  }

  ref(): this {
    this.#isRef = true;
    setTheAlarm();
    return this;
  }

  unref(): this {
    this.#isRef = false;
    setTheAlarm();
    return this;
  }

  hasRef(): boolean {
    return this.#isRef;
  }

  close(): this {
    running.delete(this);
    setTheAlarm();
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function first(): Timer | undefined {
  let found: Timer | undefined;
  for (const timer of running) if (found === undefined || timer.dueAt < found.dueAt) found = timer;
  return found;
}

/** One real timer stands for all of ours; it keeps the process alive where one of them would. */
function setTheAlarm(): void {
  clearAlarm(alarm);
  const next = first();
  if (next === undefined || isRinging) return;
  alarm = setAlarm(() => void ringUntil(monotonic()), Math.max(1, Math.ceil(next.dueAt - monotonic())));
  if (![...running].some(({ isRef }) => isRef)) alarm.unref();
}

const turn = (): Promise<void> => new Promise((resolve) => void realImmediate(resolve));

/** Rings what is due until then, each at its moment; what follows from one happens before the next. */
function ringUntil(until: number): Promise<void> {
  rung = rung.then(async () => {
    isRinging = true;
    for (let next = first(); next !== undefined && next.dueAt <= until; next = first()) {
      lead += Math.max(0, next.dueAt - monotonic());
      next.ring();
      await turn();
    }
    isRinging = false;
    setTheAlarm();
  });
  return rung;
}

/** What has arrived by now is taken first, and what follows from it too, before time moves on. */
async function pass(ms: number): Promise<void> {
  for (let turns = 0; turns < 4; turns += 1) await turn();
  const end = monotonic() + ms;
  await ringUntil(end);
  lead += Math.max(0, end - monotonic());
  setTheAlarm();
  await turn();
}

function clear(timer: unknown): void {
  if (timer instanceof Timer) timer.close();
  else if (typeof timer === 'number') for (const each of running) if (each.id === timer) each.close();
  // Set before we came.
  if (timer instanceof NodeTimeout) clearAlarm(timer);
}

const NodeTimeout = (() => {
  const timeout = setAlarm(() => undefined, 0);
  clearAlarm(timeout);
  return timeout.constructor as new () => NodeJS.Timeout;
})();

const setTimeout = (call: (...args: unknown[]) => void, delay?: unknown, ...args: unknown[]): Timer =>
  new Timer(() => call(...args), delay, false);
const setInterval = (call: (...args: unknown[]) => void, delay?: unknown, ...args: unknown[]): Timer =>
  new Timer(() => call(...args), delay, true);

interface WaitOptions {
  readonly signal?: AbortSignal;
  readonly ref?: boolean;
}

function wait<T>(
  delay?: number,
  value?: T,
  { signal, ref = true }: WaitOptions = {},
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const refuse = (): void => reject(abortError(signal));
    if (signal?.aborted) return refuse();
    const abort = (): void => {
      timer.close();
      refuse();
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve(value);
    }, delay);
    if (!ref) timer.unref();
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** As Node makes it. */
function abortError(signal: AbortSignal | undefined): Error {
  const error = new Error('The operation was aborted', { cause: signal?.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}

Object.defineProperty(setTimeout, promisify.custom, { value: wait });
const moved = { setTimeout, setInterval, clearTimeout: clear, clearInterval: clear };
Object.assign(globalThis, moved);
Object.assign(timers, moved);
Object.assign(promises, { setTimeout: wait });
Object.assign(promises.scheduler, { wait });
syncBuiltinESMExports();

const now = (): number => realNow() + Math.floor(lead);
Object.defineProperty(performance, 'now', { value: monotonic });
globalThis.Date = new Proxy(Date, {
  construct: (RealDate, args, target) =>
    Reflect.construct(RealDate, args.length > 0 ? args : [now()], target),
  get: (RealDate, key) => (key === 'now' ? now : Reflect.get(RealDate, key)),
});

process.on('message', ({ pass: ms }: { pass: number }) => {
  void pass(ms).then(() => process.send?.({ passed: ms }));
});
process.channel?.unref();

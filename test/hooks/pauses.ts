import { onTestFinished, vi } from 'vitest';
import { ChangeSignal } from '../support/changeSignal.ts';

/** Ends the pauses that the client makes, in place of the clock. What else sets a timer, such as `fetch`, keeps its own. */
export function takePauses(): { readonly end: () => Promise<number> } {
  const pauses: { readonly ms: number; readonly end: () => void }[] = [];
  const events = new ChangeSignal();
  const { setTimeout: set } = globalThis;
  const spy = vi.spyOn(globalThis, 'setTimeout').mockImplementation(((
    end: () => void,
    ms = 0,
    ...more: []
  ) => {
    if (!new Error().stack?.includes('/hooks/client.')) return set(end, ms, ...more);
    pauses.push({ ms, end });
    events.notify();
    return undefined;
  }) as typeof setTimeout);
  onTestFinished(() => spy.mockRestore());
  return {
    /** Ends the next pause once it has begun. @returns how long it was to last, ms */
    end: async () => {
      const { ms, end } = await events.until(() => pauses.shift());
      end();
      return ms;
    },
  };
}

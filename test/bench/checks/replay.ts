import { channelRef, Story } from '../../support/story.ts';
import { isLiveMessage } from '../../support/storyChat.ts';
import type { Checked } from './judge.ts';
import type { TracedContainer } from './trace.ts';

const CHANNELS = 8;

/** After the last container was created; its last check is 24 h later. */
export const REMAINING_TIME = '24.1h';

/** The checks and alerts of the whole bot for a trace. */
export interface Replay {
  readonly checked: readonly Checked[];
  /** The containers for which a channel got an alert. */
  readonly alerted: ReadonlySet<string>;
}

/** Plays a trace with the whole bot on a stepped clock, with the sandbox as Threads. */
export async function replay(trace: readonly TracedContainer[]): Promise<Replay> {
  const containers = Object.fromEntries(trace.map((container) => [container.id, stepsOf(container)]));
  const story = await Story.begin({ scenario: { containers } });
  const startedAt = story.clock.now();
  const byWatch = trace.toSorted((a, b) => watchedAt(a) - watchedAt(b));
  for (const [index, container] of byWatch.entries()) {
    await story.pass(seconds(startedAt + watchedAt(container) - story.clock.now()));
    const age = container.givesAge ? ` age:${seconds(container.watchedAfter)}` : '';
    // Each by another person: what one may ask for in a row is limited.
    const person = { id: `person-${index}`, isManager: true };
    await story.type(`watch ${container.id}${age}`, channelRef(`c${index % CHANNELS}`), person);
  }
  await story.pass(REMAINING_TIME);
  const calls = Map.groupBy(story.sandbox.calls, (call) => call.container);
  const alerted = alertedIn(story);
  await story.end();
  return {
    checked: trace.map((container) => ({
      container,
      checks: (calls.get(container.id) ?? []).map(
        ({ at }) => Date.parse(at) - startedAt - container.createdAt,
      ),
    })),
    alerted,
  };
}

/** The containers that alerts name. */
export function alertedIn({ chat }: Story): ReadonlySet<string> {
  const alerts = chat.messages.filter((message) => !isLiveMessage(message));
  return new Set(alerts.flatMap(({ first }) => first.match(/\b179\d{14}\b/g) ?? []));
}

/** In the sandbox, times count from the first call, which is the `watch`. */
function stepsOf({ changes, watchedAfter }: TracedContainer) {
  return changes.map(({ after, status }) => ({ at: seconds(Math.max(0, after - watchedAfter)), status }));
}

function watchedAt({ createdAt, watchedAfter }: TracedContainer): number {
  return createdAt + watchedAfter;
}

export function seconds(ms: number): string {
  return `${ms / 1_000}s`;
}

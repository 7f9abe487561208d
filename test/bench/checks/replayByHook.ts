import { channelRef, Story } from '../../support/story.ts';
import type { Checked } from './judge.ts';
import { alertedIn, REMAINING_TIME, type Replay, seconds } from './replay.ts';
import type { TracedContainer } from './trace.ts';

/** Something that the publishing program does, ms after the trace's start. */
interface Step {
  readonly at: number;
  readonly container: TracedContainer;
  readonly kind: 'watch' | 'published';
}

/**
 * Plays a trace in which a program registers each container when it creates it, and reports when it is published. The
 * program looks at each container itself when it creates it, so that the sandbox knows since when it is there.
 */
export async function replayByHook(trace: readonly TracedContainer[]): Promise<Replay> {
  const containers = Object.fromEntries(
    trace.map(({ id, changes }) => [
      id,
      changes.map(({ after, status }) => ({ at: seconds(after), status })),
    ]),
  );
  const story = await Story.begin({ scenario: { containers } });
  const startedAt = story.clock.now();
  let reportsPublished = false;
  for (const { at, container, kind } of stepsOf(trace)) {
    await story.pass(seconds(startedAt + at - story.clock.now()));
    const hook = {
      id: 'bench',
      name: 'bench',
      channel: channelRef(`c${container.id.at(-1)}`),
      account: 'brand',
      by: 'ann',
      reportsPublished,
    };
    const { id } = container;
    if (kind === 'watch') await lookAt(story, id);
    reportsPublished ||= kind === 'published';
    const call =
      kind === 'watch' ? ({ kind, containers: [id] } as const) : ({ kind, container: id, post: {} } as const);
    await story.bot.hookIntake.take(hook, call, story.clock.now());
  }
  await story.pass(REMAINING_TIME);
  const calls = Map.groupBy(story.sandbox.calls, (call) => call.container);
  const alerted = alertedIn(story);
  await story.end();
  const checked = trace.map(
    (container): Checked => ({
      container,
      // The first call is the program's own.
      checks: (calls.get(container.id) ?? [])
        .slice(1)
        .map(({ at }) => Date.parse(at) - startedAt - container.createdAt),
    }),
  );
  return { checked, alerted };
}

function stepsOf(trace: readonly TracedContainer[]): Step[] {
  const steps = trace.flatMap((container): Step[] => {
    const { createdAt, changes } = container;
    const published = changes.find(({ status }) => status === 'PUBLISHED');
    return [
      { at: createdAt, container, kind: 'watch' },
      ...(published === undefined
        ? []
        : [{ at: createdAt + published.after, container, kind: 'published' as const }]),
    ];
  });
  return steps.sort((a, b) => a.at - b.at);
}

async function lookAt({ sandbox }: Story, container: string): Promise<void> {
  const answer = await fetch(`${sandbox.url}/v1.0/${container}?fields=status`, {
    headers: { authorization: 'Bearer sandbox-token' },
  });
  await answer.text();
}

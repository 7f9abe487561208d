import { Agent, type Dispatcher } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import type { Job } from '../../src/jobs/job.ts';
import { createSteppedJobs, type SteppedJobs } from '../../src/jobs/steppedJobs.ts';
import { error, type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { Story, type StoryOptions } from '../support/story.ts';

const READY = '17900000000000002';
const GONE = '17900000000000003';
const SLOW = '17900000000000004';

const LIVES: Readonly<Record<string, readonly Step[]>> = {
  [VIDEO]: [status('0s', 'IN_PROGRESS'), status('3m30s', 'ERROR', 'FAILED_DOWNLOADING_VIDEO')],
  [READY]: [status('0s', 'FINISHED')],
  [GONE]: [status('0s', 'IN_PROGRESS'), error('2m30s', 24, 4279009)],
  [SLOW]: [status('0s', 'IN_PROGRESS')],
};

const QUOTAS = { quotas: { posts: [{ at: '2h', usage: 240, total: 250 }] } };

/** Ends calls that a run of a job has begun, as a program that stops does, and begins the run again. */
class Stops {
  readonly #agent = new Agent();
  #current: AbortController | undefined;
  #callsLeft = 0;
  ended = 0;

  /** Hands on each call, but ends the run in the one that is its turn. */
  get dispatcher(): Dispatcher {
    return this.#agent.compose((dispatch) => (options, handler) => {
      const isEnded = this.#current !== undefined && this.#callsLeft-- === 0;
      const goesOn = dispatch(options, handler);
      if (isEnded) {
        this.ended += 1;
        this.#current?.abort();
      }
      return goesOn;
    });
  }

  /** @param after how many calls of a run are let through before one is ended */
  wrap(job: Job, after: number): Job {
    return {
      ...job,
      run: async (signal) => {
        const stop = new AbortController();
        this.#current = stop;
        this.#callsLeft = after;
        try {
          await job.run(stop.signal);
        } finally {
          this.#current = undefined;
        }
        if (stop.signal.aborted) await job.run(signal);
      },
    };
  }

  close(): Promise<void> {
    return this.#agent.close();
  }
}

async function play(more: Partial<StoryOptions>): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf(LIVES, QUOTAS), ...more });
  onTestFinished(() => story.end());
  await story.type('alerts on');
  await story.type(`watch ${VIDEO} ${READY} ${GONE} ${SLOW}`);
  await story.pass('26h');
  return story;
}

const toldIn = (story: Story) => ({
  messages: story.chat.messages.map(({ at, first, now }) => ({ at, first, now })),
  warnings: story.warnings,
});

let played: Promise<ReturnType<typeof toldIn>> | undefined;
/** What is told where no call is ended. */
function playUndisturbed(): Promise<ReturnType<typeof toldIn>> {
  played ??= play({}).then(toldIn);
  return played;
}

it.each([0, 1, 2, 3])(
  'a call that the stop of the program ends, after %i others of its run, changes nothing that is told',
  async (after) => {
    const undisturbed = await playUndisturbed();
    const stops = new Stops();
    onTestFinished(() => stops.close());
    const createJobs = (jobs: readonly Job[], signal: AbortSignal): SteppedJobs =>
      createSteppedJobs(
        jobs.map((job) => stops.wrap(job, after)),
        signal,
      );
    const story = await play({ reach: () => ({ dispatcher: stops.dispatcher }), createJobs });
    expect(stops.ended).toBeGreaterThan(3);
    expect(toldIn(story)).toEqual(undisturbed);
  },
);

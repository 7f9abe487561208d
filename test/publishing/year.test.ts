import { expect, it, onTestFinished } from 'vitest';
import type { Card } from '../../src/messages/card.ts';
import { CrashableProcess } from '../support/crashableProcess.ts';
import { isThorough } from '../support/isThorough.ts';
import { type Step, scenarioOf, status } from '../support/scenarios.ts';
import { Story } from '../support/story.ts';
import { addFault, ask, postsOf, press, publishCalls } from './publishing.ts';

/** A year of them takes half a minute. */
const DAYS = isThorough ? 365 : 60;
const SEED = 20_260_101;

/** At least 0, below 1; the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  upTo(most: number): number {
    return Math.floor(this.#random() * (most + 1));
  }

  happens(share: number): boolean {
    return this.#random() < share;
  }

  oneOf<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.upTo(choices.length - 1)] ?? choices[0];
  }
}

/** What the call that publishes is answered, and what becomes of the container all the same. */
type SandboxFault = Readonly<Record<string, unknown>>;

function anyFault(dice: Dice): SandboxFault | undefined {
  const lost = dice.oneOf<SandboxFault>([
    { drop: true },
    { hang: true },
    { http: 500, body: '' },
    { http: 200, body: '{}' },
    { error: { code: 2 } },
  ]);
  const doubtful = dice.oneOf<SandboxFault>([
    { error: { code: 10 } },
    { error: { code: 24, error_subcode: 4279009 } },
    { error: { http: 500, code: 100 } },
  ]);
  const refusal = dice.oneOf<SandboxFault>([
    { error: { code: 190 } },
    { error: { code: 17 } },
    { error: { http: 400, code: 9 } },
  ]);
  const isOut = dice.happens(0.5);
  return dice.oneOf<SandboxFault | undefined>([
    undefined,
    { delay: '0.01s' },
    { ...lost, ...(isOut && { publishes: `${dice.upTo(280)}s` }) },
    { ...lost, ...(isOut && { publishes: '0s' }) },
    { ...doubtful, ...(isOut && { publishes: `${dice.upTo(55)}s` }) },
    refusal,
    { unready: '90s', error: { code: 24, error_subcode: 4279009 } },
  ]);
}

function anyLife(dice: Dice): readonly Step[] {
  const readyAt = dice.oneOf(['0s', '20s', '70s', '200s', '10m']);
  const ready = [status('0s', 'IN_PROGRESS'), status(readyAt, 'FINISHED'), status('24h', 'EXPIRED')];
  return dice.happens(0.9) ? ready : [status('0s', 'IN_PROGRESS'), status(readyAt, 'ERROR', 'UNKNOWN')];
}

const idOf = (day: number): string => String(17_900_000_000_000_001n + BigInt(day));

/** The people who publish in a year, with a process that may die at any await of a press and of what follows. */
class Year {
  readonly dice = new Dice(SEED);
  readonly #story: Story;
  #process: () => CrashableProcess;
  presses = 0;
  crashes = 0;
  /** The containers of which a person was told that something follows. */
  readonly promised = new Set<string>();

  constructor(story: Story, process: () => CrashableProcess) {
    this.#story = story;
    this.#process = process;
  }

  async live(day: number): Promise<void> {
    const { dice } = this;
    const container = idOf(day);
    const story = this.#story;
    if (dice.happens(0.6)) await story.type(`watch ${container} note:"post ${day}"`);
    await story.pass(`${dice.upTo(1_200)}s`);
    const fault = anyFault(dice);
    if (fault !== undefined)
      await addFault(story, { only: 'publish', container, for: dice.oneOf(['5s', '10m']), ...fault });
    for (let round = dice.upTo(3); round >= 0; round -= 1) {
      if (dice.happens(0.4)) this.#process().crashAfter(dice.upTo(25));
      await this.#askAndPress(container);
      await this.#pass(dice.oneOf(['0s', '5s', '15s', '70s', '6m', '20m']));
      if (this.#process().hasCrashed) await this.#restart();
    }
    this.#process().crashAfter(Number.POSITIVE_INFINITY);
    await this.#pass('12h');
    if (this.#process().hasCrashed) await this.#restart();
    await this.#pass('13h');
  }

  /** Asks once or twice, and confirms each question once or several times, at once or one after the other. */
  async #askAndPress(container: string): Promise<void> {
    const { dice } = this;
    const questions = await this.#tried(async () => [
      await ask(this.#story, container),
      ...(dice.happens(0.3) ? [await ask(this.#story, container)] : []),
    ]);
    for (const question of questions ?? []) {
      const confirm = question.buttons.find(({ command }) => command.startsWith('publish-'));
      if (confirm === undefined) continue;
      const times = 1 + dice.upTo(2);
      this.presses += times;
      const once = (): Promise<Card | undefined> =>
        this.#tried(() => press(this.#story, question, confirm.label));
      const answers = dice.happens(0.5)
        ? await Promise.all(Array.from({ length: times }, once))
        : [await once(), ...(times > 1 ? [await once()] : [])];
      const words = answers.flatMap((card) => (card === undefined ? [] : [this.#story.render(card)]));
      if (words.some((each) => /publish/i.test(each) && !each.includes('Publish “')))
        this.promised.add(container);
    }
  }

  /** A process that has died answers nothing. */
  async #tried<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await work();
      return this.#process().hasCrashed ? undefined : result;
    } catch (error) {
      if (this.#process().hasCrashed) return undefined;
      throw error;
    }
  }

  async #pass(duration: string): Promise<void> {
    await this.#tried(() => this.#story.pass(duration));
  }

  async #restart(): Promise<void> {
    this.crashes += 1;
    await this.#story.restart();
  }
}

it('random days of publishing publish nothing twice, and lose nothing without a word', async () => {
  const lives = new Dice(SEED + 1);
  let process = new CrashableProcess();
  const story = await Story.begin({
    scenario: scenarioOf(
      Object.fromEntries(Array.from({ length: DAYS }, (_, day) => [idOf(day), anyLife(lives)])),
    ),
    reach: () => ({ publishDeadlineMs: 20 }),
    live: () => {
      process = new CrashableProcess();
      return process;
    },
  });
  onTestFinished(() => story.end());
  const year = new Year(story, () => process);
  for (let day = 0; day < DAYS; day += 1) await year.live(day);

  const byContainer = Map.groupBy(await postsOf(story), ({ container }) => container);
  const twice = [...byContainer].filter(([, posts]) => posts.length > 1).map(([container]) => container);
  expect(twice).toEqual([]);
  const lastOf = (container: string): string =>
    story.chat.messages.findLast(({ now }) => now.includes('Publish pressed by') && now.includes(container))
      ?.now ?? '';
  const ids = Array.from({ length: DAYS }, (_, day) => idOf(day));
  const outAndNotTold = ids.filter((id) => byContainer.has(id) && !/is published/.test(lastOf(id)));
  expect(outAndNotTold).toEqual([]);
  const toldAndNotOut = ids.filter((id) => !byContainer.has(id) && /is published/.test(lastOf(id)));
  expect(toldAndNotOut).toEqual([]);
  const lost = [...year.promised].filter((id) => lastOf(id) === '');
  expect(lost).toEqual([]);
  // They were days worth judging.
  expect(year.presses).toBeGreaterThan(DAYS * 2);
  expect(year.crashes).toBeGreaterThan(DAYS / 4);
  expect(publishCalls(story)).toBeGreaterThan(byContainer.size);
  expect(byContainer.size).toBeGreaterThan(DAYS / 2);
});

import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/openStore.ts';
import { StoreError } from '../../src/store/store.ts';
import { CrashableProcess, crashAtEachAwait, everyOther } from '../support/crashableProcess.ts';
import { interceptStore } from '../support/interceptStore.ts';
import { scenarioOf, status } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';
import { isLiveMessage } from '../support/storyChat.ts';

const IDS = Array.from({ length: 20 }, (_, index) => `179000000000001${String(index).padStart(2, '0')}`);
/** Enough for "some of them", and few enough to die at each of their writes. */
const FEW = IDS.slice(0, 4);
const FAILS = [status('0s', 'IN_PROGRESS'), status('100s', 'ERROR', 'UNKNOWN')];
const SCENARIO = scenarioOf(Object.fromEntries(IDS.map((id) => [id, FAILS])));

/** Types a `watch` whose process or store may fail meanwhile. @returns the answer, where there was one */
async function watch(
  story: Story,
  ids: readonly string[],
  person = 'ann',
  account?: string,
): Promise<string> {
  const args = { container: ids.join(' '), ...(account !== undefined && { account }) };
  const invocation = {
    command: 'watch',
    args,
    channel: channelRef('c1'),
    person: { id: person, isManager: true },
  };
  const answer = story.render(await story.bot.dispatch(invocation));
  await story.bot.deliver().catch(() => undefined);
  return answer;
}

/** The containers that a live message of the channel names. */
function promised(story: Story): string[] {
  const lives = story.chat.messages.filter(isLiveMessage);
  return IDS.filter((id) => lives.some(({ first }) => first.includes(id)));
}

function lists(text: string): string[] {
  return IDS.filter((id) => text.includes(id));
}

/** The containers whose failure the channel was told of. */
function told(story: Story): string[] {
  return IDS.filter((id) => story.chat.messages.some(({ now }) => now.startsWith('❌') && now.includes(id)));
}

describe('a process that is killed at any write of `watch`', () => {
  const live = async (crashAfter: number, storeUrl: string) => {
    let process = new CrashableProcess();
    const story = await Story.begin({
      scenario: SCENARIO,
      storeUrl,
      live: () => {
        process = new CrashableProcess();
        return process;
      },
    });
    process.crashAfter(crashAfter);
    const answer = await watch(story, FEW).catch(() => '');
    const crashed = process.hasCrashed;
    if (crashed) await story.restart();
    await story.pass('5s');
    const watched = lists(await story.type('watches')).length;
    const shown = promised(story).length;
    await story.pass('5m');
    return { story, crashed, answer, watched, shown };
  };

  const judge = (life: Awaited<ReturnType<typeof live>>, crashAfter: number): void => {
    const at = `killed at await ${crashAfter}`;
    // All or nothing: what the channel was promised is watched and told, and what is watched is shown.
    expect([0, FEW.length], at).toContain(life.watched);
    expect(life.shown, at).toBe(life.watched);
    expect(told(life.story), at).toHaveLength(life.watched);
  };

  it('leaves all watches with their live message, or none, on memory', async () => {
    const deaths = await crashAtEachAwait(
      async (crashAfter) => {
        const life = await live(crashAfter, 'memory:');
        onTestFinished(() => life.story.end());
        return life;
      },
      judge,
      2,
      everyOther(0),
    );
    expect(deaths).toBeGreaterThan(5);
  });

  it('leaves all watches with their live message, or none, on SQLite', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'threadwatch-crash-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const deaths = await crashAtEachAwait(
      async (crashAfter) => {
        const life = await live(crashAfter, `sqlite:${join(folder, `${randomUUID()}.db`)}`);
        await life.story.end();
        return life;
      },
      judge,
      2,
      everyOther(1),
    );
    expect(deaths).toBeGreaterThan(5);
  });
});

describe('a store that fails once, at any of its writes', () => {
  /** @param isCarriedOut whether the store does what it was asked, and only its answer is lost */
  const live = async (failAt: number, isCarriedOut: boolean) => {
    let writesLeft = Number.POSITIVE_INFINITY;
    let hasFailed = false;
    const store = interceptStore(await openStore('memory:'), async (kind, call) => {
      if (kind === 'read') return call();
      writesLeft -= 1;
      if (writesLeft !== -1) return call();
      hasFailed = true;
      if (isCarriedOut) await call();
      throw new StoreError('store_failed', 'The store did not answer');
    });
    const story = await Story.begin({ scenario: SCENARIO, store });
    writesLeft = failAt;
    await watch(story, FEW);
    const pass = async (times: number): Promise<void> => {
      for (let step = 0; step < times; step += 1) await story.pass('5s').catch(() => undefined);
    };
    await pass(6);
    return { story, crashed: hasFailed, pass, failed: () => hasFailed };
  };

  it.each([
    ['not carried out', false],
    ['carried out, and its answer lost', true],
  ])('which is %s: typed again, every container is watched, shown and told once', async (_, isCarriedOut) => {
    const failures = await crashAtEachAwait(
      async (failAt) => {
        const life = await live(failAt, isCarriedOut);
        onTestFinished(() => life.story.end());
        await watch(life.story, FEW);
        await life.pass(60);
        return { ...life, crashed: life.failed() };
      },
      ({ story }, failAt) => {
        const at = `failing at write ${failAt}`;
        expect(promised(story), at).toHaveLength(FEW.length);
        expect(told(story), at).toHaveLength(FEW.length);
        const live = story.chat.messages.filter(isLiveMessage);
        expect(live, at).toHaveLength(1);
        // Once in the headline, and once for each container.
        expect(live[0]?.now.match(/❌/gu), at).toHaveLength(FEW.length + 1);
      },
      2,
      everyOther(isCarriedOut ? 1 : 0),
    );
    expect(failures).toBeGreaterThan(10);
  });
});

describe('people who type the same `watch` at the same moment', () => {
  it('subscribe the channel once: one live message, one alert', async () => {
    const story = await Story.begin({ scenario: SCENARIO });
    onTestFinished(() => story.end());
    const [id = ''] = IDS;
    const people = ['ann', 'bob', 'cem', 'dee'];
    const answers = await Promise.all(people.map((person) => watch(story, [id], person)));
    expect(answers.filter((answer) => !answer.includes('watched it already'))).toHaveLength(1);
    await story.pass('5m');
    expect(story.chat.messages.filter(isLiveMessage)).toHaveLength(1);
    expect(story.chat.messages.filter(({ first }) => first.startsWith('❌'))).toHaveLength(1);
  });

  it('subscribe it once also where their lists overlap', async () => {
    const story = await Story.begin({ scenario: SCENARIO });
    onTestFinished(() => story.end());
    await Promise.all([
      watch(story, IDS.slice(0, 12), 'ann'),
      watch(story, IDS.slice(8).reverse(), 'bob'),
      watch(story, IDS.slice(4, 16), 'cem'),
    ]);
    const lives = story.chat.messages.filter(isLiveMessage);
    for (const id of IDS) expect(lives.filter(({ first }) => first.includes(id))).toHaveLength(1);
    expect(await story.type('unwatch all')).toContain(`${IDS.length}`);
    expect(lists(await story.type('watches'))).toEqual([]);
  });

  it('subscribe it once also where they name different accounts', async () => {
    const accounts = [
      { token: 'sandbox-token', id: '17841400000000001', username: 'brand' },
      { token: 'other-token', id: '17841400000000002', username: 'other' },
    ];
    const story = await Story.begin({ scenario: { ...SCENARIO, accounts } });
    onTestFinished(() => story.end());
    const [id = ''] = IDS;
    await Promise.all([watch(story, [id], 'ann', 'brand'), watch(story, [id], 'bob', 'other')]);
    await story.pass('10m');
    expect(story.chat.messages.filter(({ first }) => first.startsWith('❌'))).toHaveLength(1);
  });
});

it('a quota alert that a snooze holds back is not told after alerts off, whichever await the process died at', async () => {
  const live = async (crashAfter: number) => {
    let process = new CrashableProcess();
    const story = await Story.begin({
      scenario: scenarioOf(
        {},
        {
          quotas: {
            posts: [
              { at: '0s', usage: 0, total: 250 },
              { at: '10m', usage: 210 },
            ],
          },
        },
      ),
      live: () => {
        process = new CrashableProcess();
        return process;
      },
    });
    onTestFinished(() => story.end());
    await story.type('alerts on');
    await story.type('snooze 24h account:brand');
    const dying = process;
    dying.crashAfter(crashAfter);
    await story.pass('20m').catch(() => undefined);
    const crashed = dying.hasCrashed;
    if (!crashed) dying.crashAfter(Number.POSITIVE_INFINITY);
    await story.restart();
    await story.type('alerts off');
    await story.pass('25h');
    return { story, crashed };
  };
  const deaths = await crashAtEachAwait(live, ({ story }, crashAfter) => {
    const told = story.chat.messages.filter(({ first }) => first.startsWith('📈'));
    expect(told, `dying at await ${crashAfter}`).toEqual([]);
  });
  expect(deaths).toBeGreaterThan(2);
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { typedCommands } from '../../commands/table.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story } from '../support/story.ts';

const IDS = Array.from({ length: 300 }, (_, index) => String(17900000000010000n + BigInt(index)));

async function begin(rest: Readonly<Record<string, unknown>> = {}): Promise<Story> {
  const story = await Story.begin({
    scenario: scenarioOf(Object.fromEntries(IDS.map((id) => [id, [status('0s', 'IN_PROGRESS')]])), rest),
  });
  onTestFinished(() => story.end());
  return story;
}

const EVE = { id: 'eve', isManager: true };
const CHANNEL = channelRef('c1');

/** The calls that a person's lines cost. */
async function callsOf(story: Story, lines: readonly string[], person = EVE): Promise<number> {
  const before = story.sandbox.calls.length;
  for (const line of lines) await story.type(line, CHANNEL, person);
  return story.sandbox.calls.length - before;
}

describe('a person who floods', () => {
  it.each([
    ['status', IDS.map((id) => `status ${id}`)],
    ['the same status', IDS.map(() => `status ${VIDEO}`)],
    ['watch', IDS.map((id) => `watch ${id}`)],
    ['quota', IDS.map(() => 'quota')],
    ['accounts', IDS.map(() => 'accounts')],
    ['doctor', IDS.map(() => 'doctor')],
    ['alerts', IDS.map(() => 'alerts on')],
  ])('with %s costs no more calls than sixty questions', async (_, lines) => {
    const flooded = await callsOf(await begin(), lines);
    const most = await callsOf(await begin(), lines.slice(0, 60));
    expect(flooded).toBeLessThanOrEqual(most);
  });

  it('with everything in turn costs no more than sixty of the dearest question', async () => {
    const lines = IDS.flatMap((id) => [`status ${id}`, 'quota', 'doctor', `status ${VIDEO}`, `watch ${id}`]);
    const dearest = await callsOf(await begin(), ['doctor']);
    expect(await callsOf(await begin(), lines)).toBeLessThanOrEqual(60 * dearest);
  });

  it('is never told that something was done which was not', async () => {
    const story = await begin();
    for (let round = 0; round < 8; round += 1) {
      await story.type(`watch ${IDS[0]}`, CHANNEL, EVE);
      expect(await story.type('watches', CHANNEL, EVE)).toContain(IDS[0]);
      await story.type('unwatch all', CHANNEL, EVE);
    }
  });

  it('with watches of twenty costs as many calls as sixty questions about ten', async () => {
    const story = await begin();
    const lines = Array.from({ length: 100 }, (_, index) => {
      const from = (index * 20) % 300;
      return [`watch ${IDS.slice(from, from + 20).join(' ')}`, 'unwatch all'];
    });
    expect(await callsOf(story, lines.flat())).toBeLessThanOrEqual(600);
  });

  it('costs one question a minute in the long run', async () => {
    const story = await begin();
    await callsOf(
      story,
      IDS.slice(0, 80).map((id) => `status ${id}`),
    );
    const before = story.sandbox.calls.length;
    for (let minute = 0; minute < 10; minute += 1) {
      story.clock.moveTo(story.clock.now() + 60_000);
      await callsOf(
        story,
        IDS.slice(80 + minute * 20, 100 + minute * 20).map((id) => `status ${id}`),
      );
    }
    expect(story.sandbox.calls.length - before).toBeLessThanOrEqual(11);
  });

  it('with the same question costs five in a minute, and gets the last answer for the others', async () => {
    const story = await begin();
    const same = IDS.map(() => `status ${IDS[0]}`);
    expect(await callsOf(story, same)).toBeLessThanOrEqual(5);
    story.clock.moveTo(story.clock.now() + 20_000);
    const answer = await story.type(`status ${IDS[0]}`, CHANNEL, EVE);
    expect(answer).toMatch(/this is the answer of .*20 s ago\)/);
    expect(answer).toMatch(/You can ask again .*in 40 s\)/);
    story.clock.moveTo(story.clock.now() + 40_000);
    expect(await story.type(`status ${IDS[0]}`, CHANNEL, EVE)).not.toContain('ask again');
  });

  it('hears when to ask again, and then is answered', async () => {
    const story = await begin();
    await callsOf(
      story,
      IDS.slice(0, 60).map((id) => `status ${id}`),
    );
    const answer = await story.type(`status ${IDS[60]}`, CHANNEL, EVE);
    expect(answer).toContain('You asked Threads more than 60 times in a short time.');
    expect(answer).toContain('You can ask again 2026-01-01 00:01 UTC (in 1 min).');
    expect(answer).toContain('Type /threads watches');
    story.clock.moveTo(story.clock.now() + 60_000);
    expect(await story.type(`status ${IDS[60]}`, CHANNEL, EVE)).toContain('still processing');
  });

  it('gets the last answer to the same question, with its time', async () => {
    const story = await begin();
    await callsOf(
      story,
      IDS.slice(0, 60).map((id) => `status ${id}`),
    );
    story.clock.moveTo(story.clock.now() + 30_000);
    const answer = await story.type(`status ${IDS[3]}`, CHANNEL, EVE);
    expect(answer).toContain('still processing');
    expect(answer).toMatch(/this is the answer of .*30 s ago\)/);
    expect(answer).toMatch(/You can ask again .*in 30 s\)/);
  });

  it('holds up nobody else, and nothing that asks nobody', async () => {
    const story = await begin();
    await callsOf(
      story,
      IDS.slice(0, 60).map((id) => `status ${id}`),
    );
    expect(await story.type(`status ${IDS[100]}`, CHANNEL, { id: 'ann', isManager: false })).toContain(
      'still processing',
    );
    for (const line of ['help', 'watches', 'unwatch all'])
      expect(await story.type(line, CHANNEL, EVE)).not.toContain('questions to Threads');
  });

  it('with mistakes uses up no question', async () => {
    const story = await begin();
    expect(
      await callsOf(
        story,
        IDS.map(() => 'status nonsense'),
      ),
    ).toBe(0);
    expect(await story.type(`status ${IDS[0]}`, CHANNEL, EVE)).toContain('still processing');
  });

  it('at the same moment shares one answer', async () => {
    const story = await begin();
    const before = story.sandbox.calls.length;
    await Promise.all(IDS.map(() => story.type(`status ${IDS[0]}`, CHANNEL, EVE)));
    expect(story.sandbox.calls.length - before).toBeLessThanOrEqual(5);
  });
});

it('every command that makes a call is limited', async () => {
  for (const { name, asksThreads, example } of typedCommands) {
    const story = await begin();
    const calls = await callsOf(story, [example]);
    if (calls > 0) expect(asksThreads, name).toBe(true);
  }
});

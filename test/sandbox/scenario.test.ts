import { describe, expect, it } from 'vitest';
import { listReadyMadeScenarios, readScenario } from '../../src/sandbox/readScenario.ts';
import { parseScenario, ScenarioError, writeScenario } from '../../src/sandbox/schema/scenario.ts';

function readFault(json: unknown): string {
  try {
    parseScenario(json);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('a scenario', () => {
  it('may be empty: one account, nothing else', () => {
    expect(parseScenario({})).toEqual({
      accounts: [{ token: 'sandbox-token', id: '17841400000000001', username: 'brand' }],
      containers: {},
      quotas: {},
      faults: [],
    });
  });

  it('has its durations in ms', () => {
    const { containers } = parseScenario({ containers: { '1': [{ at: '2h10m', status: 'FINISHED' }] } });
    expect(containers).toEqual({ '1': [{ at: 7_800_000, status: 'FINISHED' }] });
  });

  it('may have no account at all', () => expect(parseScenario({ accounts: [] }).accounts).toEqual([]));

  it.each([
    [5, 'expected a scenario, such as'],
    [
      { container: {} },
      'unknown container: a scenario takes description, accounts, containers, quotas, faults',
    ],
    [
      { accounts: [{ token: 'a b', id: '1', username: 'x' }] },
      'expected a token of visible ASCII characters',
    ],
    [{ accounts: [{ token: 'a', id: 178414, username: 'x' }] }, 'expected a user id of digits, as a text'],
    [{ accounts: [{ token: 'a', id: '1' }] }, 'accounts[0].username'],
    [
      {
        accounts: [
          { token: 'a', id: '1', username: 'x' },
          { token: 'a', id: '2', username: 'y' },
        ],
      },
      'a unique token',
    ],
    [{ containers: { abc: [{ at: '0s', status: 'X' }] } }, 'expected a container id of digits'],
    [{ containers: { '1': [] } }, 'expected at least one container step'],
    [{ containers: { '1': [{ at: 100, status: 'X' }] } }, 'expected a duration, such as "100s" or "2h10m"'],
    [{ containers: { '1': [{ at: 'soon', status: 'X' }] } }, 'containers.1[0].at'],
    [
      { containers: { '1': [{ at: '0s', stauts: 'X' }] } },
      'unknown stauts: a container step takes at, status',
    ],
    [{ containers: { '1': [{ at: '0s' }] } }, 'expected a status, such as "FINISHED"'],
    [{ containers: { '1': [{ at: '0s', status: 'X', error: { code: 1 } }] } }, 'unknown error'],
    [
      { containers: { '1': [{ at: '0s', error: { subcode: 1, code: 1 } }] } },
      'unknown subcode: an error takes http',
    ],
    [{ containers: { '1': [{ at: '0s', error: { code: '24' } }] } }, 'containers.1[0].error.code'],
    [{ containers: { '1': ['FINISHED'] } }, 'expected a container step, such as { "at": "100s"'],
    [{ containers: { '1': [{ at: '0s', body: '', http: 99 }] } }, 'expected an HTTP status from 200 to 599'],
    [
      { containers: { '1': [{ at: '0s', body: '', headers: { 'x y': '' } }] } },
      'headers that HTTP can carry',
    ],
    [{ quotas: { posts: [{ at: '0s', window: 3600 }] } }, 'expected a duration, such as "100s"'],
    [{ containers: [] }, 'expected containers by id, such as'],
    [{ quotas: { posts: 'none' } }, 'or "no-scope" for a token that may not ask'],
    [{ quotas: { posts: [{ at: '0s', usage: -1 }] } }, 'expected a count from 0, such as 212'],
    [{ quotas: { post: [] } }, 'unknown post: the quotas takes posts, replies'],
    [{ faults: [{ from: '0s', to: '1h' }] }, 'expected what happens, such as'],
    [{ faults: [{ from: '1h', to: '1h', http: 500 }] }, 'expected a time after "from"'],
    [{ faults: [{ http: 100 }] }, 'expected an HTTP status from 200 to 599'],
    [{ faults: [{ body: '', delay: '1s' }] }, 'expected "http" beside "body"'],
    [{ faults: [{ http: 500, body: '', error: { code: 1 } }] }, 'either "body" or "error"'],
    [{ faults: [{ http: 500, drop: true }] }, 'not several'],
    [{ faults: [{ drop: true, headers: { a: 'b' } }] }, 'expected an answer beside "headers", not "drop"'],
    [{ faults: [{ http: 500, headers: { 'x y': 'b' } }] }, 'expected headers that HTTP can carry'],
    [{ faults: [{ http: 500, headers: { 'Content-Length': '3' } }] }, 'do not frame the body'],
    [{ faults: [{ delay: '25d' }] }, 'expected a delay of at most 1h'],
    [{ faults: [{ http: 500, only: 'all' }] }, 'expected one or more of status, quotas, me'],
    [{ faults: [{ http: 500, only: ['me', 'all'] }] }, 'faults[0].only[1]'],
    [{ faults: [{ http: 500, account: 'nobody' }] }, 'faults[0].account'],
  ])('%j is refused: %s', (json, words) => expect(readFault(json)).toContain(words));

  it('names every fault with its place', () => {
    const message = readFault({
      containers: { '1': [{ at: 'x', status: 'A' }] },
      faults: [{ http: 1 }],
      foo: 1,
    });
    expect(message).toMatchInlineSnapshot(`
      "✖ unknown foo: a scenario takes description, accounts, containers, quotas, faults
      ✖ expected an HTTP status from 200 to 599, such as 500
        → at faults[0].http
      ✖ expected a duration, such as "100s" or "2h10m"
        → at containers.1[0].at"
    `);
  });
});

describe('the ready-made scenarios', async () => {
  const names = await listReadyMadeScenarios();

  it('are these', () =>
    expect(names).toEqual(['demo', 'every-fate', 'outage', 'permission-ends', 'throttled', 'token-refused']));

  it.each(names)('%s is well formed, described, and the same when written back', async (name) => {
    const scenario = await readScenario(name);
    expect(scenario.description).toBeTruthy();
    expect(parseScenario(writeScenario(scenario))).toEqual(scenario);
  });

  it('hold every documented error message', async () => {
    const { containers } = await readScenario('every-fate');
    const messages = Object.values(containers)
      .flat()
      .flatMap((step) => ('status' in step ? (step.error_message ?? []) : []));
    expect(new Set(messages)).toEqual(
      new Set([
        'FAILED_DOWNLOADING_VIDEO',
        'FAILED_PROCESSING_AUDIO',
        'FAILED_PROCESSING_VIDEO',
        'INVALID_ASPEC_RATIO',
        'INVALID_BIT_RATE',
        'INVALID_DURATION',
        'INVALID_FRAME_RATE',
        'INVALID_AUDIO_CHANNELS',
        'INVALID_AUDIO_CHANNEL_LAYOUT',
        'UNKNOWN',
        'FAILED_CHECKING_CAPTIONS',
      ]),
    );
  });
});

describe('a scenario file', () => {
  it('that does not exist is refused with a list of the ready-made ones', async () =>
    expect(readScenario('nowhere.json')).rejects.toThrow(
      'nowhere.json is neither a readable file nor one of demo, every-fate',
    ));

  it('that is not JSON is named', async () => {
    await expect(readScenario(import.meta.filename)).rejects.toThrow(/scenario\.test\.ts is not JSON: /);
  });

  it('that is not a scenario is named', async () => {
    await expect(readScenario('package.json')).rejects.toThrow(
      /^package\.json is not a valid scenario:\n.*unknown name/,
    );
  });
});

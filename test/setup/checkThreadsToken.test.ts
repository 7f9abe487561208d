import { describe, expect, it, onTestFinished } from 'vitest';
import type { TokenCheck } from '../../src/chat/tokenCheck.ts';
import { systemClock } from '../../src/clock.ts';
import { DAY } from '../../src/duration.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';
import { checkThreadsToken, type ThreadsAccount } from '../../src/setup/checkThreadsToken.ts';
import { findFreePort } from '../support/findFreePort.ts';
import { scenarioOf } from '../support/scenarios.ts';
import { ALL_QUOTAS } from './setupWorld.ts';

const TOKEN = 'sandbox-token';

/** @param rest of the scenario of Threads */
async function check(
  token: string,
  rest: Readonly<Record<string, unknown>> = {},
  clock = systemClock,
): Promise<TokenCheck<ThreadsAccount>> {
  const scenario = parseScenario(scenarioOf({}, { quotas: ALL_QUOTAS, ...rest }));
  const sandbox = await startSandbox({ clock: systemClock, scenario });
  onTestFinished(() => sandbox.close());
  return checkThreadsToken(token, { apiUrl: sandbox.url, auth: 'header', clock });
}

const failing = (error: object): Readonly<Record<string, unknown>> => ({
  faults: [{ from: '0s', to: '1h', error }],
});

function wordsOf(result: TokenCheck<unknown>): string {
  if (result.kind === 'accepted') return 'accepted';
  return `${result.kind}: ${result.problem.cause}. ${result.problem.fix}`;
}

describe('the check of a Threads token', () => {
  it('names the account, when its token ends, and what was not granted', async () => {
    const result = await check(TOKEN, { quotas: { ...ALL_QUOTAS, deletes: 'no-scope' } });
    expect(result).toMatchObject({
      kind: 'accepted',
      found: { id: '17841400000000001', username: 'brand', missing: ['threads_delete'] },
    });
    const endsAt = result.kind === 'accepted' ? result.found.endsAt : undefined;
    expect(endsAt).toBeGreaterThan(systemClock.now() + 59 * DAY);
  });

  it('measures how far the clock of this machine is off', async () => {
    const result = await check(TOKEN, {}, { now: () => systemClock.now() + DAY });
    const skew = result.kind === 'accepted' ? (result.found.clockSkew ?? 0) : 0;
    expect(Math.abs(skew - DAY)).toBeLessThan(5_000);
  });

  it.each([
    ['an unknown one', `THAA${'x'.repeat(40)}`, /Threads refuses the account's access token/],
    ['one of Facebook', `EAAB${'x'.repeat(40)}`, /a token of Facebook/],
    ['one of Instagram', `IGAA${'x'.repeat(40)}`, /a token of Instagram/],
    ['one of an app', 'TH|123|abc', /of an app, not of an account/],
    ['the secret of the app', '0af3'.repeat(8), /the secret of the app/],
    ['an id', '17841400000000001', /an id, not a token/],
    ['one of Slack', 'xoxb-1-2-abc', /a token of Slack/],
    ['one of Discord', `${'M'.repeat(24)}.Gabcde.${'x'.repeat(38)}`, /a token of Discord/],
  ])('refuses %s, and says where the right one is', async (_, token, words) => {
    const said = wordsOf(await check(token));
    expect(said).toMatch(/^refused: /);
    expect(said).toMatch(words);
    expect(said).toMatch(/User Token Generator/);
    expect(said).not.toContain(token);
  });

  it.each([
    [
      { http: 400, code: 190, error_subcode: 463 },
      /^refused: the account's access token has expired.*User Token/,
    ],
    [{ http: 400, code: 190, error_subcode: 458 }, /^refused: the account has revoked.*User Token/],
    [{ http: 400, code: 10 }, /^refused: Threads says that a permission is missing.*User Token/],
    [{ http: 400, code: 4, error_subcode: 2207051 }, /^refused: Threads has restricted the account.*Log in/],
    [{ http: 500, code: 2 }, /^unanswered: Threads is failing \(HTTP 500\)\. Try again in a minute/],
    [{ http: 429, code: 17 }, /^unanswered: .*limit.*Try again in a minute/],
  ])('explains the answer %j', async (error, words) => {
    expect(wordsOf(await check(TOKEN, failing(error)))).toMatch(words);
  });

  it.each([
    [200, /^unanswered: what answers there is not Threads\. Check whether a proxy .*THREADS_API_URL/],
    [403, /^unanswered: what answers there is not Threads/],
    [502, /^unanswered: Threads is failing \(HTTP 502\)/],
  ])('knows a page with the status %d from an answer of Threads', async (http, words) => {
    const faults = [{ from: '0s', http, body: '<html>Please log in</html>' }];
    expect(wordsOf(await check(TOKEN, { faults }))).toMatch(words);
  });

  it('says nothing of the token where Threads can not be reached', async () => {
    const apiUrl = `http://127.0.0.1:${await findFreePort()}`;
    const result = await checkThreadsToken(TOKEN, { apiUrl, auth: 'header', clock: systemClock });
    expect(wordsOf(result)).toMatch(/^unanswered: Threads can't be reached\. .*HTTPS_PROXY/);
  });
});

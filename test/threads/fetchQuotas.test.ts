import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/duration.ts';
import type { QuotaPair, QuotaReading } from '../../src/threads/quotas.ts';
import {
  BRAND,
  errorOf,
  graphError,
  type Reply,
  type SeenRequest,
  useApi,
  useScriptedThreads,
} from './scriptedThreads.ts';

const threads = useScriptedThreads();
const openApi = useApi(threads);

const FULL_ROW = {
  quota_usage: 212,
  config: { quota_total: 250, quota_duration: 86_400 },
  reply_quota_usage: 31,
  reply_config: { quota_total: 1000, quota_duration: 86_400 },
  delete_quota_usage: 0,
  delete_config: { quota_total: 100, quota_duration: 86_400 },
  location_search_quota_usage: 4,
  location_search_config: { quota_total: 500, quota_duration: 86_400 },
};

const FULL_READING: QuotaReading = {
  posts: { kind: 'known', used: 212, total: 250, windowSeconds: 86_400 },
  replies: { kind: 'known', used: 31, total: 1000, windowSeconds: 86_400 },
  deletes: { kind: 'known', used: 0, total: 100, windowSeconds: 86_400 },
  location_searches: { kind: 'known', used: 4, total: 500, windowSeconds: 86_400 },
};

const UNKNOWN: QuotaReading = {
  posts: { kind: 'unknown', missingScope: 'threads_content_publish' },
  replies: { kind: 'unknown', missingScope: 'threads_manage_replies' },
  deletes: { kind: 'unknown', missingScope: 'threads_delete' },
  location_searches: { kind: 'unknown', missingScope: 'threads_location_tagging' },
};

const USAGE_FIELDS: Readonly<Record<string, QuotaPair>> = {
  quota_usage: 'posts',
  reply_quota_usage: 'replies',
  delete_quota_usage: 'deletes',
  location_search_quota_usage: 'location_searches',
};

function fieldsOf({ fields = '' }: SeenRequest['query']): string[] {
  return fields.split(',');
}

/** The pairs that a request asks for. */
function pairsOf({ query }: SeenRequest): QuotaPair[] {
  return fieldsOf(query).flatMap((field) => USAGE_FIELDS[field] ?? []);
}

/** Answers as the API does for a token that lacks scopes: one pair too many, and the whole call fails empty. */
function grant(granted: readonly QuotaPair[], refusal: Reply = { status: 500, body: '' }): void {
  threads.answerBy((request) => {
    if (!pairsOf(request).every((pair) => granted.includes(pair))) return refusal;
    const fields = fieldsOf(request.query);
    const row = Object.entries(FULL_ROW).filter(([field]) => fields.includes(field));
    return { body: { data: [Object.fromEntries(row)] } };
  });
}

/** The pairs of each call; single pairs, which are asked for at the same time, in the usual order. */
function askedPairs(): QuotaPair[][] {
  const asked = threads.requests.splice(0).map(pairsOf);
  const isSingle = (pairs: QuotaPair[]) => pairs.length === 1;
  const singles = ALL.flatMap((pair) => asked.filter((pairs) => isSingle(pairs) && pairs[0] === pair));
  return [...asked.filter((pairs) => !isSingle(pairs)), ...singles];
}

const ALL: QuotaPair[] = ['posts', 'replies', 'deletes', 'location_searches'];

/** What is left of the posts where their usage can't be read. */
const TOTAL = { total: 250, windowSeconds: 86_400 };

describe('the quotas of a token that may read them all', () => {
  it('come in one call for eight fields', async () => {
    grant(ALL);
    expect(await openApi().api.fetchQuotas(BRAND)).toEqual(FULL_READING);
    expect(threads.requests).toMatchObject([
      { path: '/v1.0/me/threads_publishing_limit', query: { fields: Object.keys(FULL_ROW).join(',') } },
    ]);
  });

  it('take their totals from the answer', async () => {
    threads.answer({
      body: { data: [{ ...FULL_ROW, config: { quota_total: 1250, quota_duration: 3600 } }] },
    });
    const { posts } = await openApi().api.fetchQuotas(BRAND);
    expect(posts).toEqual({ kind: 'known', used: 212, total: 1250, windowSeconds: 3600 });
  });

  it.each<[title: string, row: object, posts: object]>([
    [
      'numbers as strings',
      { quota_usage: '7', config: { quota_total: '250', quota_duration: '86400' } },
      { used: 7, total: 250 },
    ],
    ['no duration', { config: { quota_total: 250 } }, { used: 212, windowSeconds: undefined }],
    ['a usage above the total', { quota_usage: 251 }, { used: 251, total: 250 }],
  ])('are read with %s', async (_title, row, posts) => {
    threads.answer({ body: { data: [{ ...FULL_ROW, ...row }] } });
    expect((await openApi().api.fetchQuotas(BRAND)).posts).toMatchObject({ kind: 'known', ...posts });
  });

  it.each<[title: string, row: object, half: { used?: number; total?: number; windowSeconds?: number }]>([
    ['no usage', { quota_usage: undefined }, TOTAL],
    ['no config', { config: undefined }, { used: 212 }],
    ['no total', { config: { quota_duration: 86_400 } }, { used: 212, windowSeconds: 86_400 }],
    ['a negative usage', { quota_usage: -1 }, TOTAL],
    ['a negative total', { config: { quota_total: '-250' } }, { used: 212 }],
    ['a usage that is no number', { quota_usage: 'NaN' }, TOTAL],
    ['a fraction', { quota_usage: 1.5 }, TOTAL],
    ['a usage beyond all bounds', { quota_usage: '99999999999999999999' }, TOTAL],
  ])('have a pair with %s as partial, the others known', async (_title, row, half) => {
    threads.answer({ body: { data: [{ ...FULL_ROW, ...row }] } });
    expect(await openApi().api.fetchQuotas(BRAND)).toEqual({
      ...FULL_READING,
      posts: { kind: 'partial', ...half },
    });
    expect(threads.requests).toHaveLength(1);
  });
});

describe('the quotas of a token that lacks scopes', () => {
  it('are asked for pair by pair, and what does not answer is unknown', async () => {
    grant(['posts', 'replies']);
    const { api } = openApi({ attempts: 1 });
    expect(await api.fetchQuotas(BRAND)).toEqual({
      ...FULL_READING,
      deletes: UNKNOWN.deletes,
      location_searches: UNKNOWN.location_searches,
    });
    expect(askedPairs()).toEqual([ALL, ['posts'], ['replies'], ['deletes'], ['location_searches']]);
  });

  it.each<[title: string, refusal: Reply]>([
    ['an empty 500', { status: 500, body: '' }],
    ['a missing permission', { status: 500, body: graphError(10) }],
    ['an unknown field', { status: 400, body: graphError(100) }],
  ])('are read in one call from then on, for a day, after %s', async (_title, refusal) => {
    grant(['posts', 'replies'], refusal);
    const { api, clock } = openApi();
    const first = await api.fetchQuotas(BRAND);
    askedPairs();
    clock.time += DAY - 1;
    expect(await api.fetchQuotas(BRAND)).toEqual(first);
    expect(askedPairs()).toEqual([['posts', 'replies']]);

    clock.time += 1;
    grant(ALL);
    expect(await api.fetchQuotas(BRAND)).toEqual(FULL_READING);
    expect(askedPairs()).toEqual([ALL]);
  });

  it('are tried in full by the same account with a new token', async () => {
    grant(['posts']);
    const { api } = openApi();
    await api.fetchQuotas(BRAND);
    grant(ALL);
    askedPairs();
    expect(await api.fetchQuotas({ ...BRAND, token: 'THAAanother' })).toEqual(FULL_READING);
    expect(askedPairs()).toEqual([ALL]);
  });

  it('are tried in full when it is asked to forget', async () => {
    grant(['posts']);
    const { api } = openApi();
    await api.fetchQuotas(BRAND);
    grant(ALL);
    askedPairs();
    api.forgetQuotaScopes('brand');
    await api.fetchQuotas(BRAND);
    expect(askedPairs()).toEqual([ALL]);
  });

  it('are learned for each account by itself', async () => {
    grant(['posts']);
    const { api } = openApi();
    await api.fetchQuotas(BRAND);
    askedPairs();
    grant(ALL);
    await api.fetchQuotas({ name: 'shop', token: BRAND.token });
    expect(askedPairs()).toEqual([ALL]);
  });

  it('are learned anew when what answered is refused later', async () => {
    grant(['posts', 'replies']);
    const { api, clock } = openApi({ attempts: 1 });
    await api.fetchQuotas(BRAND);
    askedPairs();
    grant(['posts']);
    clock.time += HOUR;
    expect(await api.fetchQuotas(BRAND)).toEqual({ ...UNKNOWN, posts: FULL_READING.posts });
    expect(askedPairs()).toEqual([
      ['posts', 'replies'],
      ['posts'],
      ['replies'],
      ['deletes'],
      ['location_searches'],
    ]);
    await api.fetchQuotas(BRAND);
    expect(askedPairs()).toEqual([['posts']]);
  });

  it('are asked for in full again once every pair has answered', async () => {
    grant(['posts']);
    const { api } = openApi({ attempts: 1 });
    await api.fetchQuotas(BRAND);
    threads.requests.length = 0;
    const bad: Reply = { status: 500, body: '' };
    threads.answerBy(() => {
      grant(ALL);
      return bad;
    });
    expect(await api.fetchQuotas(BRAND)).toEqual(FULL_READING);
    askedPairs();
    await api.fetchQuotas(BRAND);
    expect(askedPairs()).toEqual([ALL]);
  });

  it('are asked for pair by pair at the same time', async () => {
    const waiting: (() => void)[] = [];
    threads.answerBy((request) => {
      if (pairsOf(request).length > 1) return { status: 500, body: '' };
      return (response) => {
        waiting.push(() => response.end(JSON.stringify({ data: [FULL_ROW] })));
        if (waiting.length === 4) for (const answer of waiting) answer();
      };
    });
    expect(await openApi().api.fetchQuotas(BRAND)).toEqual(FULL_READING);
  });

  it('are known after a restart, for the same token', async () => {
    grant(['posts']);
    const before = openApi();
    await before.api.fetchQuotas(BRAND);
    const scopes = before.api.quotaScopesOf('brand');
    expect(JSON.stringify(scopes)).not.toContain(BRAND.token);
    askedPairs();
    const { api } = openApi();
    if (scopes !== undefined) api.restoreQuotaScopes('brand', scopes);
    await api.fetchQuotas(BRAND);
    await api.fetchQuotas({ ...BRAND, token: 'THAAanother' });
    expect(askedPairs().slice(0, 2)).toEqual([ALL, ['posts']]);
  });

  it('are learned with few calls by a reading that is not to learn, where nothing is known of the token', async () => {
    grant(['posts']);
    const { api } = openApi();
    const options = { learns: false, attempts: 1 };
    expect((await api.fetchQuotas(BRAND, options)).posts.kind).toBe('known');
    askedPairs();
    grant([]);
    expect(await errorOf(api.fetchQuotas(BRAND, options))).toMatchObject({ kind: 'outage' });
    expect(askedPairs()).toEqual([['posts']]);
  });

  it('take few attempts for each pair', async () => {
    grant(['posts']);
    const { api, calls } = openApi({ attempts: 3 });
    await api.fetchQuotas(BRAND);
    const outages = (pair: QuotaPair): number =>
      threads.requests.filter((request) => pairsOf(request).join() === pair).length;
    expect(threads.requests.filter((request) => pairsOf(request).length === 4)).toHaveLength(1);
    expect(ALL.map(outages)).toEqual([1, 2, 2, 2]);
    expect(calls).toHaveLength(8);
    expect(new Set(calls.map(({ what }) => what))).toEqual(new Set(['quotas']));
  });
});

describe('the quotas of a token that may read none', () => {
  /** As for a token with `threads_basic` alone. */
  function grantNothing(refusal: Reply, user: Reply = { body: { id: '1', username: 'brand' } }): void {
    threads.answerBy(({ path }) => (path === '/v1.0/me' ? user : refusal));
  }

  it.each<[title: string, refusal: Reply]>([
    ['an empty 500', { status: 500, body: '' }],
    ['a missing permission', { status: 500, body: graphError(10) }],
  ])('are all unknown after %s, once the account has answered', async (_title, refusal) => {
    grantNothing(refusal);
    expect(await openApi({ attempts: 1 }).api.fetchQuotas(BRAND)).toEqual(UNKNOWN);
    expect(threads.requests.map(({ path }) => path)).toEqual([
      ...Array.from({ length: 5 }, () => '/v1.0/me/threads_publishing_limit'),
      '/v1.0/me',
    ]);
  });

  it('are asked for again after a quarter of an hour, then ever more seldom', async () => {
    grantNothing({ status: 500, body: '' });
    const { api, clock } = openApi({ attempts: 1 });
    const askedAt: number[] = [];
    for (const start = clock.time; clock.time < start + 4 * DAY; clock.time += 15 * MINUTE) {
      expect(await api.fetchQuotas(BRAND)).toEqual(UNKNOWN);
      if (threads.requests.splice(0).length > 0) askedAt.push((clock.time - start) / HOUR);
    }
    expect(askedAt).toEqual([0, 0.25, 0.75, 1.75, 3.75, 7.75, 15.75, 31.75, 55.75, 79.75]);
  });

  it('are no missing scopes where a pair has answered to the token before', async () => {
    grant(['posts']);
    const { api, clock } = openApi({ attempts: 1 });
    await api.fetchQuotas(BRAND);
    grantNothing({ status: 500, body: '' });
    expect(await errorOf(api.fetchQuotas(BRAND))).toMatchObject({ kind: 'outage' });
    grant(['posts']);
    clock.time += 5 * MINUTE;
    expect(await api.fetchQuotas(BRAND)).toEqual({ ...UNKNOWN, posts: FULL_READING.posts });
    grantNothing({ status: 500, body: '' });
    expect(await api.fetchQuotas({ ...BRAND, token: 'THAAanother' })).toEqual(UNKNOWN);
  });

  it('are no missing scopes where the account does not answer either', async () => {
    grantNothing({ status: 500, body: '' }, { status: 500, body: '' });
    const { api } = openApi({ attempts: 1 });
    expect(await errorOf(api.fetchQuotas(BRAND))).toMatchObject({ kind: 'outage' });
    threads.requests.length = 0;
    grant(ALL);
    expect(await api.fetchQuotas(BRAND)).toEqual(FULL_READING);
    expect(askedPairs()).toEqual([ALL]);
  });
});

describe('quotas that can not be read', () => {
  it.each<[title: string, refusal: Reply, error: object]>([
    ['that the fields are unknown', { status: 400, body: graphError(100) }, { kind: 'bad-request' }],
    ['an outage', { status: 503, body: '<html>' }, { kind: 'outage', httpStatus: 503 }],
  ])('end with the error of the full set where every pair is told %s', async (_title, refusal, error) => {
    threads.answer(refusal);
    const { api } = openApi({ attempts: 1 });
    expect(await errorOf(api.fetchQuotas(BRAND))).toMatchObject(error);
    askedPairs();
    grant(ALL);
    expect(await api.fetchQuotas(BRAND)).toEqual(FULL_READING);
    expect(askedPairs()).toEqual([ALL]);
  });

  it.each<[title: string, body: unknown]>([
    ['data is empty', { data: [] }],
    ['its row is empty', { data: [{}] }],
    ['its row is no record', { data: ['x'] }],
    ['data is missing', {}],
    ['data is no list', { data: { quota_usage: 1 } }],
    ['the body is no record', [1]],
  ])('are unreadable, not zero, where %s', async (_title, body) => {
    threads.answer({ body });
    expect(await errorOf(openApi().api.fetchQuotas(BRAND))).toMatchObject({
      kind: 'unreadable',
      httpStatus: 200,
    });
  });

  it.each<[title: string, reply: Reply, kind: string]>([
    ['the token is refused', { status: 500, body: graphError(190) }, 'token'],
    ['the account is limited', { status: 400, body: graphError(17) }, 'limited'],
    ['the app is limited', { status: 400, body: graphError(4) }, 'app-limited'],
    [
      'the app is blocked',
      { status: 400, body: graphError(200, undefined, 'API access blocked.') },
      'app-blocked',
    ],
    ['the app is gone', { status: 400, body: graphError(101) }, 'app-or-account'],
    ['the account is restricted', { status: 400, body: graphError(368) }, 'restricted'],
    ['the socket is cut', (response) => response.destroy(), 'outage'],
  ])('are not asked for pair by pair where %s', async (_title, reply, kind) => {
    threads.answer(reply);
    expect((await errorOf(openApi({ attempts: 1 }).api.fetchQuotas(BRAND))).kind).toBe(kind);
    expect(askedPairs()).toEqual([ALL]);
  });

  it('end with the refusal of the token where one pair meets it', async () => {
    threads.answerBy((request) => {
      const pairs = pairsOf(request);
      if (pairs.length === 4) return { status: 500, body: '' };
      if (pairs[0] === 'replies') return { status: 500, body: graphError(190, 463) };
      return { body: { data: [FULL_ROW] } };
    });
    expect(await errorOf(openApi({ attempts: 1 }).api.fetchQuotas(BRAND))).toMatchObject({ kind: 'token' });
  });

  it('are asked for once more where no answer came', async () => {
    threads.answer((response) => response.destroy(), { body: { data: [FULL_ROW] } });
    expect(await openApi().api.fetchQuotas(BRAND)).toEqual(FULL_READING);
    expect(askedPairs()).toEqual([ALL, ALL]);
  });

  it('for a pair that Threads fails on in passing are unknown this time alone', async () => {
    grant(['posts', 'replies', 'deletes'], { status: 503, body: '<html>' });
    const { api } = openApi({ attempts: 1 });
    expect(await api.fetchQuotas(BRAND)).toEqual({
      ...FULL_READING,
      location_searches: UNKNOWN.location_searches,
    });
    askedPairs();
    grant(ALL);
    expect(await api.fetchQuotas(BRAND)).toEqual(FULL_READING);
    expect(askedPairs()).toEqual([ALL]);
  });
});

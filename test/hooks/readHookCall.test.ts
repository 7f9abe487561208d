import { describe, expect, it } from 'vitest';
import { HookCallError } from '../../src/hooks/read/hookCallError.ts';
import type { HookContent } from '../../src/hooks/read/readFields.ts';
import { readHookCall } from '../../src/hooks/read/readHookCall.ts';

const NOW = Date.UTC(2026, 10, 25, 20);
const ID = '17880000000000001';
const OTHER = '17880000000000002';

const FORM = 'application/x-www-form-urlencoded';

function contentOf(body: string, contentType?: string, query = ''): HookContent {
  return { contentType, query, body: new TextEncoder().encode(body) };
}

/** A call as JSON; a text is sent as it is. */
function read(fields: unknown, contentType: string | undefined = 'application/json', query = ''): unknown {
  const body = typeof fields === 'string' ? fields : JSON.stringify(fields);
  return readHookCall(contentOf(body, contentType, query), NOW);
}

/** The field at fault. */
function refused(fields: unknown, contentType?: string, query?: string): string {
  try {
    read(fields, contentType, query);
  } catch (error) {
    if (error instanceof HookCallError) return `${error.field}: ${error.message}`;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('a call that names containers', () => {
  it.each<[string, unknown, string?, string?]>([
    ['in JSON', { container: ID }],
    ['as a JSON number', `{"container":${ID}}`],
    ['in JSON without a content type', `{"container":"${ID}"}`, ''],
    ['in JSON that its header calls a form, as curl -d does', `{"container":"${ID}"}`, FORM],
    ['in JSON that its header calls text', `{"container":"${ID}"}`, 'text/plain'],
    ['in a form', `container=${ID}`, FORM],
    ['in a form without a content type', `container=${ID}`, ''],
    ['in the query, without a body', '', '', `container=${ID}`],
    ['in the query, which the body wins over', { container: ID }, 'application/json', `container=${OTHER}`],
    ['as the only one of a list', { containers: [ID, ID] }],
    ['with blanks around it', { container: ` ${ID}\n` }],
    ['beside fields that are not known', { container: ID, __proto__: null, constructor: 1, watch: 'yes' }],
    ['beside fields that are empty', { container: ID, note: '', error: null, published: null, age: ' ' }],
    ['with a mark of its byte order', `\ufeff{"container":"${ID}"}`],
  ])('is read: %s', (_, fields, contentType, query) => {
    expect(read(fields, contentType ?? 'application/json', query)).toMatchObject({
      kind: 'watch',
      containers: [ID],
    });
  });

  it.each<[string, unknown, string?]>([
    ['as a list', { containers: [ID, OTHER] }],
    ['as a list with numbers', `{"containers":[${ID},"${OTHER}"]}`],
    ['as text', { containers: `${ID}, ${OTHER}` }],
    ['in a form, split by a comma', `containers=${ID},${OTHER}`, FORM],
    ['in a form, one after the other', `containers=${ID}&containers=${OTHER}`, FORM],
    ['in a form, as PHP writes it', `containers[]=${ID}&containers[]=${OTHER}`, FORM],
    ['in a form, as JSON', `containers=["${ID}",${OTHER}]`, FORM],
    ['in both fields', { container: ID, containers: [OTHER, ID] }],
  ])('reads several: %s', (_, fields, contentType) => {
    expect(read(fields, contentType)).toMatchObject({ kind: 'watch', containers: [ID, OTHER] });
  });

  it('takes twenty, and no more', () => {
    const ids = Array.from({ length: 21 }, (_, index) => String(17_880_000_000_000_001n + BigInt(index)));
    expect(read({ containers: ids.slice(0, 20) })).toMatchObject({ containers: ids.slice(0, 20) });
    expect(refused({ containers: ids })).toMatch(/^containers: One call takes at most 20/);
  });

  it.each<[string, unknown, RegExp]>([
    ['nothing', {}, /^container: The call names no container/],
    ['no id', { container: 'abc' }, /^container: container takes the id/],
    ['an id that is too short', { container: '123456789' }, /^container: container takes the id/],
    ['an id that is too long', { container: '1'.repeat(21) }, /^container: container takes the id/],
    ['a rounded number', '{"container":1.788e17}', /^container: container holds a rounded number/],
    ['a fraction', '{"container":17880000000000001.5}', /^container: /],
    ['true', { container: true }, /^container: container takes the id/],
    ['an object', { container: { id: ID } }, /^container: container takes the id/],
    ['several in one', { container: `${ID} ${OTHER}` }, /^container: container takes one id/],
    ['a list with something else', { containers: [ID, {}] }, /^containers: containers takes a list/],
    ['an empty list', { containers: [] }, /^containers: containers is empty/],
    ['words beside an id', { container: `my ${ID}` }, /^container: /],
  ])('is refused with %s', (_, fields, expected) => {
    expect(refused(fields)).toMatch(expected);
  });
});

it('one field of a form that is given for two containers loses neither in silence', () => {
  expect(refused(`container=${ID}&container=${OTHER}`, FORM)).toMatch(/^container: container takes one id/);
  expect(read(`container=${ID}&container=${ID}`, FORM)).toMatchObject({ containers: [ID] });
});

describe('a note', () => {
  it('is kept without what can not be shown', () => {
    expect(read({ container: ID, note: ' launch\u0000\u202evideo\nparty 👩‍🚀\ud800 ' })).toMatchObject({
      note: 'launch video party 👩‍🚀\ufffd',
    });
    expect(read({ container: ID, note: 7 })).toMatchObject({ note: '7' });
  });

  it('has at most 500 characters', () => {
    expect(read({ container: ID, note: '😀'.repeat(500) })).toMatchObject({ note: '😀'.repeat(500) });
    expect(refused({ container: ID, note: 'x'.repeat(501) })).toMatch(/^note: note is too long/);
    expect(refused({ container: ID, note: ['x'] })).toMatch(/^note: note takes text/);
  });

  it('in another encoding does not cost the container', () => {
    const latin1 = Buffer.from(`{"container":"${ID}","note":"caf\u00e9"}`, 'latin1');
    const content = { query: '', body: latin1 };
    expect(readHookCall({ ...content, contentType: 'application/json' }, NOW)).toMatchObject({
      note: 'caf\ufffd',
    });
    expect(
      readHookCall({ ...content, contentType: 'application/json; charset=ISO-8859-1' }, NOW),
    ).toMatchObject({ note: 'café' });
  });
});

describe('the time of creation', () => {
  it.each<[unknown, string]>([
    ['2026-11-25T19:50:00Z', '2026-11-25T19:50:00.000Z'],
    ['2026-11-25T19:50:00.123456Z', '2026-11-25T19:50:00.123Z'],
    ['2026-11-25 20:50:00+01:00', '2026-11-25T19:50:00.000Z'],
    ['2026-11-25T19:50:00+0000', '2026-11-25T19:50:00.000Z'],
    ['2026-11-25T19:50Z', '2026-11-25T19:50:00.000Z'],
    [NOW - 60_000, '2026-11-25T19:59:00.000Z'],
    [NOW / 1_000 - 60, '2026-11-25T19:59:00.000Z'],
    [NOW / 1_000 - 0.5, '2026-11-25T19:59:59.500Z'],
    [String(NOW / 1_000 - 60), '2026-11-25T19:59:00.000Z'],
    // A clock that is a little ahead.
    ['2026-11-25T20:00:50Z', '2026-11-25T20:00:00.000Z'],
  ])('is read from created_at: %s', (created_at, expected) => {
    const { createdAt } = read({ container: ID, created_at }) as { createdAt: number };
    expect(new Date(createdAt).toISOString()).toBe(expected);
  });

  it.each<[unknown, number]>([
    ['20m', 20 * 60],
    ['2h10m', 130 * 60],
    [90, 90],
    ['90', 90],
    [0, 0],
    ['24h', 86_400],
  ])('is read from age: %s', (age, seconds) => {
    expect(read({ container: ID, age })).toMatchObject({ createdAt: NOW - seconds * 1_000 });
  });

  it.each<[unknown, RegExp]>([
    ['2026-11-25T19:50:00', /lacks its time zone/],
    ['2026-11-25T20:02:00Z', /in the future/],
    ['2026-11-24T19:59:59Z', /more than 24 hours ago/],
    ['yesterday', /takes a time/],
    ['2026-13-45T99:00:00Z', /takes a time/],
    [true, /takes a time/],
    [-1, /takes a time/],
    [1e300, /takes a time/],
    ['9'.repeat(1_000), /takes a time/],
    [1, /more than 24 hours ago/],
  ])('is refused: %s', (created_at, expected) => {
    expect(refused({ container: ID, created_at })).toMatch(expected);
  });

  it.each<[unknown, RegExp]>([
    ['soon', /^age: age takes a time/],
    ['-5m', /^age: age takes a time/],
    [-5, /^age: age takes a time/],
    ['25h', /^age: age is more than 24 hours/],
    [{}, /^age: age takes a time/],
  ])('is refused as age: %s', (age, expected) => {
    expect(refused({ container: ID, age })).toMatch(expected);
  });
});

describe('a call that says what was published', () => {
  const permalink = 'https://www.threads.com/@brand/post/abc';

  it.each<[unknown, unknown]>([
    [
      { published: '18000000000000001', permalink },
      { id: '18000000000000001', permalink },
    ],
    [{ published: true }, {}],
    [{ permalink }, { permalink }],
  ])('is read: %o', (fields, post) => {
    expect(read({ container: ID, ...(fields as object) })).toEqual({
      kind: 'published',
      container: ID,
      post,
      note: undefined,
      createdAt: undefined,
    });
  });

  it('is read from a form, and with a number whose digits are kept', () => {
    const post = { id: '18000000000000001' };
    expect(read(`container=${ID}&published=18000000000000001`, FORM)).toMatchObject({ post });
    expect(read(`{"container":"${ID}","published":18000000000000001}`)).toMatchObject({ post });
    for (const yes of ['true', 'True', '1'])
      expect(read(`container=${ID}&published=${yes}`, FORM)).toMatchObject({ kind: 'published', post: {} });
  });

  it('is none where it says false', () => {
    for (const no of [false, 0, '0', 'False'])
      expect(read({ container: ID, published: no, permalink: 'https://www.threads.com/' })).toMatchObject({
        kind: 'watch',
      });
  });

  it.each<[unknown, RegExp]>([
    [{ published: '18000000000000001' }, /^container: A published post needs its container/],
    [{ containers: [ID, OTHER], published: true }, /^containers: A post is made of one container/],
    [{ container: ID, published: 'yes' }, /^published: published takes the id/],
    [{ container: ID, published: 1.5 }, /^published: published takes the id/],
    [{ container: ID, permalink: 'http://threads.com/x' }, /^permalink: /],
    [{ container: ID, permalink: 'https://u:p@threads.com/x' }, /^permalink: /],
    [{ container: ID, permalink: `https://threads.com/${'x'.repeat(2_000)}` }, /^permalink: /],
    [{ container: ID, permalink: 'javascript:alert(1)' }, /^permalink: /],
    [{ container: ID, published: true, error: 'x' }, /^error: A container is published, or there was/],
  ])('is refused: %o', (fields, expected) => {
    expect(refused(fields)).toMatch(expected);
  });
});

describe('a call that reports an error', () => {
  const error = { code: 24, error_subcode: 4279009, message: 'Media Not Found', fbtrace_id: 'A1' };
  const expected = { code: 24, subcode: 4279009, message: 'Media Not Found', traceId: 'A1' };

  it.each<[string, unknown, string?]>([
    ['as it came', { error }],
    ['wrapped once more', { error: { error } }],
    ['as JSON text', { error: JSON.stringify(error) }],
    ['as wrapped JSON text', { error: JSON.stringify({ error }) }],
    ['as JSON text in a form', new URLSearchParams({ error: JSON.stringify({ error }) }).toString(), FORM],
  ])('is read: %s', (_, fields, contentType) => {
    expect(read(fields, contentType)).toMatchObject({ kind: 'error', error: expected });
  });

  it('is read with its container, or without', () => {
    expect(read({ container: ID, error })).toMatchObject({ container: ID });
    expect(read({ error, note: 'launch video' })).toMatchObject({
      container: undefined,
      note: 'launch video',
    });
  });

  it('is read where it is a message or a code alone', () => {
    expect(read({ error: 'no media' })).toMatchObject({ error: { message: 'no media' } });
    expect(read({ error: 190 })).toMatchObject({ error: { code: 190 } });
    expect(read({ error: { error: 'no media' } })).toMatchObject({ error: { message: 'no media' } });
    expect(read({ error: { name: 'Error', message: 'x'.repeat(3_000) } })).toMatchObject({
      error: { message: `${'x'.repeat(499)}…` },
    });
  });

  it.each<[unknown]>([[{}], [[]], [true], [{ code: {} }], ['\u0000']])('is refused: %o', (said) => {
    expect(refused({ container: ID, error: said })).toMatch(/^error: error takes the error object/);
  });

  it('is about one container', () => {
    expect(refused({ containers: [ID, OTHER], error })).toMatch(/^containers: An error is about one/);
  });
});

describe('a body', () => {
  it('is refused where it is compressed', () => {
    const content = contentOf(JSON.stringify({ container: ID }), 'application/json');
    expect(() => readHookCall({ ...content, contentEncoding: 'gzip' }, NOW)).toThrow(/compressed/);
    expect(readHookCall({ ...content, contentEncoding: 'identity' }, NOW)).toMatchObject({ kind: 'watch' });
  });

  it.each<[string, string, RegExp]>([
    ['{"container":', 'application/json', /^body: The body is not valid JSON/],
    ['hello', 'application/json', /^body: The body is not valid JSON/],
    [`["${ID}"]`, 'application/json', /^body: The body must be one JSON object/],
    ['null', 'application/json', /^body: The body must be one JSON object/],
    ['--x', 'multipart/form-data; boundary=x', /^body: Send the fields as JSON/],
    ['hello', 'text/plain', /^container: The call names no container/],
  ])('is refused: %s', (body, contentType, expected) => {
    expect(refused(body, contentType)).toMatch(expected);
  });
});

import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { watchThreads } from '../../src/hooks/client.ts';
import { writeOpenApi } from '../../src/hooks/openapi.ts';
import { scenarioOf } from '../support/scenarios.ts';
import { START } from '../support/story.ts';
import { beginHookStory } from './hookServer.ts';
import { Loopback } from './loopback.ts';

const document = writeOpenApi();
const { schemas } = document.components;
const ajv = new Ajv2020({ strict: false, validateFormats: false });

/** Whether a value is one of a schema of the document. */
function isOne(name: keyof typeof schemas, value: unknown): boolean {
  return ajv.validate(schemas[name], value);
}

it('docs/openapi.json is what the limits of the hook make of it', async () => {
  await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot('../../docs/openapi.json');
});

it('is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document))).toMatchObject({ valid: true });
  expect(validator.version).toBe('3.1');
});

describe('a call', () => {
  const { examples } = document.paths['/hook/{key}'].post.requestBody.content['application/json'];

  it.each(Object.values(examples))('is described: $summary', ({ value }) => {
    expect(isOne('Call', value)).toBe(true);
  });

  it.each([
    {},
    { note: 'launch video' },
    { container: 17900000000000001n.toString().slice(0, 9) },
    { container: '17900000000000001', note: 'x'.repeat(501) },
    { containers: Array(21).fill('17900000000000001') },
    { container: '17900000000000001', permalink: 'javascript:alert(1)' },
    { container: '17900000000000001', published: false },
  ])('is not: %j', (value) => {
    expect(isOne('Call', value)).toBe(false);
  });

  it.each([
    ['/me/threads', { id: '17900000000000001' }],
    ['/me/threads', { error: { code: 100, message: 'Invalid parameter', type: 'OAuthException' } }],
    ['/me/threads_publish?creation_id=17900000000000001', { id: '18000000000000009' }],
    ['/me/threads_publish?creation_id=17900000000000001', {}],
  ])('of the client is described: %s, answered with %j', async (path, answer) => {
    const threads = await Loopback.start(() => ({ body: JSON.stringify(answer) }));
    const hook = await Loopback.start(() => ({ status: 202 }));
    const watched = watchThreads(fetch, { hook: hook.url, note: 'launch video' });
    await watched(`${threads.url}${path}`, { method: 'POST' });
    await watched.flush();
    expect(hook.told.map((told) => isOne('Call', told))).toEqual([true]);
  });
});

it('is served beside the hooks, to everybody', async () => {
  const { send } = await beginHookStory({ scenario: scenarioOf({}) });
  const { status, body } = await send('/hook/openapi.json');
  expect({ status, body }).toEqual({ status: 200, body: JSON.parse(JSON.stringify(document)) });
});

describe('an answer of a real hook is as described:', () => {
  const { examples } = document.paths['/hook/{key}'].post.requestBody.content['application/json'];
  const created_at = new Date(START).toISOString();

  it.each(Object.values(examples))('$summary', async ({ value }) => {
    const { make, call } = await beginHookStory({ scenario: scenarioOf({}) });
    const fields = 'created_at' in value ? { ...value, created_at } : value;
    const { status, body } = await call(await make(), fields);
    expect({ status, isDescribed: isOne('Accepted', body) }).toEqual({ status: 202, isDescribed: true });
  });

  it.each<[number, unknown, RequestInit?]>([
    [400, { container: 'abc' }],
    [400, '{'],
    [400, {}],
    [405, undefined, { method: 'GET', body: null }],
    [413, { container: '17900000000000001', note: 'x'.repeat(16 * 1024) }],
  ])('HTTP %i for %j', async (http, fields, init) => {
    const { make, call } = await beginHookStory({ scenario: scenarioOf({}) });
    const { status, body } = await call(await make(), fields, init);
    expect({ status, isDescribed: isOne('Refused', body) }).toEqual({ status: http, isDescribed: true });
    expect(Object.keys(document.paths['/hook/{key}'].post.responses)).toContain(String(http));
  });

  it('HTTP 404 for an unknown key', async () => {
    const { call } = await beginHookStory({ scenario: scenarioOf({}) });
    const { status, body } = await call('k'.repeat(43), { container: '17900000000000001' });
    expect({ status, isDescribed: isOne('Refused', body) }).toEqual({ status: 404, isDescribed: true });
  });
});

import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { watchThreads } from '../../src/hooks/client.ts';
import { writeOpenApi } from '../../src/hooks/openapi.ts';
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

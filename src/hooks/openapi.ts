import { HOOK_LIMITS } from './read/limits.ts';

const CONTAINER = {
  type: 'string',
  pattern: String.raw`^\d{10,20}$`,
  description:
    'The id that Threads answered when the container was created. Ids are text: a number loses their last digits.',
  examples: ['17900000000000001'],
} as const;

const ERROR = {
  description:
    'The error that Threads answered, as it came; or its message. Beside a container: publishing it failed. Without one: creating it failed.',
  anyOf: [
    { type: 'string', minLength: 1 },
    {
      type: 'object',
      properties: {
        code: { type: 'integer' },
        error_subcode: { type: 'integer' },
        message: { type: 'string' },
        type: { type: 'string' },
        is_transient: { type: 'boolean' },
        error_user_title: { type: 'string' },
        error_user_msg: { type: 'string' },
        fbtrace_id: { type: 'string' },
      },
    },
  ],
} as const;

const CALL = {
  type: 'object',
  description: 'Unknown fields are ignored. Empty ones count as left out.',
  properties: {
    container: CONTAINER,
    containers: { type: 'array', items: CONTAINER, minItems: 1, maxItems: HOOK_LIMITS.containers },
    note: { type: 'string', maxLength: HOOK_LIMITS.note, description: 'What people call the post.' },
    created_at: {
      type: ['string', 'number'],
      description:
        'When the containers were created: a time with its zone, or seconds or milliseconds since 1970. Within the last 24 hours.',
      examples: ['2026-11-25T20:00:00Z'],
    },
    age: {
      type: ['string', 'number'],
      description: 'In place of created_at, how long ago that was: a time such as 20m, or seconds.',
      examples: ['20m'],
    },
    published: {
      anyOf: [{ type: 'string', pattern: String.raw`^\d{1,32}$` }, { const: true }],
      description: 'The container was published: the id of the post, or true where it is not known.',
      examples: ['18000000000000009'],
    },
    permalink: {
      type: 'string',
      format: 'uri',
      pattern: '^https://',
      maxLength: HOOK_LIMITS.permalink,
      description: 'The address of the post.',
    },
    error: ERROR,
  },
  anyOf: [{ required: ['container'] }, { required: ['containers'] }, { required: ['error'] }],
} as const;

const EXAMPLES = {
  created: {
    summary: 'A container was created',
    value: { container: '17900000000000001', note: 'launch video', created_at: '2026-11-25T20:00:00Z' },
  },
  several: {
    summary: 'Several were created',
    value: { containers: ['17900000000000001', '17900000000000002'], note: 'carousel' },
  },
  published: {
    summary: 'It was published',
    value: {
      container: '17900000000000001',
      published: '18000000000000009',
      permalink: 'https://www.threads.com/@brand/post/abc',
    },
  },
  notPublished: {
    summary: 'Publishing it failed',
    value: {
      container: '17900000000000001',
      error: { code: 24, error_subcode: 4279009, message: 'The requested resource does not exist' },
    },
  },
  notCreated: {
    summary: 'Creating it failed',
    value: { error: { code: 100, message: 'Invalid parameter' }, note: 'launch video' },
  },
} as const;

const OUTCOME = {
  type: 'object',
  properties: {
    container: CONTAINER,
    watching: { type: 'boolean', description: 'Whether the container is watched now.' },
  },
  required: ['container', 'watching'],
} as const;

const ACCEPTED = {
  description:
    'For one container its outcome; for several, theirs in order; for an error without a container, watching alone.',
  anyOf: [
    OUTCOME,
    {
      type: 'object',
      properties: { containers: { type: 'array', items: OUTCOME } },
      required: ['containers'],
    },
    { type: 'object', properties: { watching: { const: false } }, required: ['watching'] },
  ],
} as const;

const REFUSED = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        field: {
          enum: [...Object.keys(CALL.properties), 'body'],
          description: 'The field at fault (400 alone).',
        },
        message: { type: 'string', description: 'What to send or do instead.' },
      },
      required: ['message'],
    },
  },
  required: ['error'],
} as const;

const RETRY_AFTER = {
  description: 'After how many seconds to send the same call again.',
  schema: { type: 'integer', minimum: 1 },
} as const;

const refused = (description: string, headers?: object) => ({
  description,
  ...(headers !== undefined && { headers }),
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Refused' } } },
});

/** The OpenAPI 3.1 document of the hook. @see https://spec.openapis.org/oas/v3.1.1.html */
export function writeOpenApi() {
  const call = { schema: { $ref: '#/components/schemas/Call' } };
  return {
    openapi: '3.1.1',
    info: {
      title: 'Threadwatch hook',
      version: '1',
      description: 'Programs that publish to Threads tell a channel of their containers, posts and errors.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      {
        url: '{origin}',
        description: 'Where Threadwatch is reached: PUBLIC_URL, or its HTTP_HOST and HTTP_PORT',
        variables: { origin: { default: 'https://threadwatch.example.com' } },
      },
    ],
    paths: {
      '/hook/{key}': {
        post: {
          operationId: 'callHook',
          summary: 'Report containers, a post or an error',
          description:
            'The same call may be sent again: it changes nothing. The fields may also stand in the query.',
          security: [],
          parameters: [
            {
              name: 'key',
              in: 'path',
              required: true,
              schema: { type: 'string' },
              description: 'The secret of the hook. The command hook on answers with the whole URL, once.',
            },
          ],
          requestBody: {
            description: `At most ${HOOK_LIMITS.body} bytes.`,
            content: {
              'application/json': { ...call, examples: EXAMPLES },
              'application/x-www-form-urlencoded': call,
            },
          },
          responses: {
            202: {
              description: 'It is stored.',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Accepted' } } },
            },
            400: refused('A field can not be read; nothing was stored.'),
            404: refused('There is no such hook, or it was revoked.'),
            405: refused('Another method than POST.', {
              Allow: { description: 'What is allowed.', schema: { const: 'POST' } },
            }),
            413: refused(`The body is larger than ${HOOK_LIMITS.body} bytes.`),
            429: refused('Too many calls at once, or too many watches.', { 'Retry-After': RETRY_AFTER }),
            503: refused('Threadwatch is starting, or its store fails; nothing was stored.', {
              'Retry-After': RETRY_AFTER,
            }),
          },
        },
      },
    },
    components: { schemas: { Call: CALL, Accepted: ACCEPTED, Refused: REFUSED } },
  };
}

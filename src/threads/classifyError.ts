import type { CallSubject, ThreadsErrorKind } from './errors.ts';

/** What is known of an answer that is an error, once its body has been read. */
export interface ErrorAnswer {
  /** Whether the body holds an error of the API; a page of HTML, an empty body and a proxy's own answer do not. */
  readonly isFromApi: boolean;
  readonly code?: number | undefined;
  readonly subcode?: number | undefined;
  readonly httpStatus: number;
  readonly subject: CallSubject;
  readonly message?: string | undefined;
}

interface CodeRule {
  /** One code, or the first and last of a range; any code where left out. */
  readonly code?: number | readonly [first: number, last: number];
  readonly subcode?: number;
  /** Only where one of these was asked for. */
  readonly subjects?: readonly CallSubject[];
  /** Only where the message names this field, which no language changes, or where there is no message. */
  readonly field?: RegExp;
  /** Only where the message says this. */
  readonly says?: RegExp;
  readonly kind: ThreadsErrorKind;
}

/** The calls that name a container. */
const OF_CONTAINERS = ['container', 'publish'] as const;

/**
 * The error table. The first rule that fits counts, so the narrow ones stand first.
 *
 * @see https://developers.facebook.com/docs/threads/troubleshooting
 * @see https://developers.facebook.com/docs/graph-api/guides/error-handling
 * @see https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
const CODE_RULES: readonly CodeRule[] = [
  { subcode: 4279013, kind: 'restricted' },
  { code: 4279013, kind: 'restricted' },
  { code: 368, kind: 'restricted' },
  { code: 4, subcode: 2207051, kind: 'restricted' },
  { subcode: 2207052, subjects: OF_CONTAINERS, kind: 'media-not-fetched' },
  { code: 24, subcode: 4279009, kind: 'not-visible' },
  // 24 means "the requested resource does not exist". Where a container was asked for, any of its subcodes is checked
  // again before anyone is told. `/me` names no object, so that 24 without a known subcode means nothing there.
  { code: 24, subjects: OF_CONTAINERS, kind: 'not-visible' },
  { code: 100, subcode: 33, kind: 'no-such-object' },
  { code: 100, subcode: 4279004, subjects: OF_CONTAINERS, kind: 'child-not-ready' },
  // "Tried accessing nonexisting field (status)", in any language. Of the three fields that a status call asks for,
  // `status` is the one that only containers have. https://github.com/exileum/meta-mcp/issues/143
  { code: 100, subjects: ['container'], field: /\bstatus\b/, kind: 'not-a-container' },
  { code: 100, kind: 'bad-request' },
  { code: 102, kind: 'token' },
  { code: 190, kind: 'token' },
  // Code 200 is a missing permission and a blocked app alike; nothing but the words tells them apart.
  {
    code: 200,
    says: /\bAPI access (?:\w{1,20} ){0,3}(?:blocked|deactivated|disabled)\b/i,
    kind: 'app-blocked',
  },
  { code: 10, kind: 'permission' },
  { code: [200, 299], kind: 'permission' },
  { code: 4, kind: 'app-limited' },
  { code: 17, kind: 'limited' },
  { code: 32, kind: 'limited' },
  { code: 341, kind: 'limited' },
  { code: 613, kind: 'limited' },
  // The business use cases. Meta does not say which of them Threads uses.
  { code: [80_000, 80_014], kind: 'limited' },
  { code: 3, kind: 'app-or-account' },
  { code: 25, kind: 'app-or-account' },
  { code: 101, kind: 'app-or-account' },
  { code: 104, kind: 'app-or-account' },
  { code: 1, kind: 'outage' },
  { code: 2, kind: 'outage' },
];

/**
 * What an error means: by its code and subcode. The HTTP status decides only where the body holds no error of the API,
 * since it lies: lasting errors come with 500, and a proxy's 401 or 403 says nothing about the account.
 * `is_transient` is wrong in both directions and is not used.
 */
export function classifyError(answer: ErrorAnswer): ThreadsErrorKind {
  const rule = CODE_RULES.find((each) => fits(each, answer));
  if (rule !== undefined) return rule.kind;
  if (answer.httpStatus === 429) return 'limited';
  return answer.isFromApi ? 'unknown' : 'outage';
}

/** The error codes that Threads documents, so that they stand in the table. */
export const DOCUMENTED_CODES: ReadonlySet<number> = new Set(
  CODE_RULES.flatMap(({ code }) => {
    if (code === undefined) return [];
    if (typeof code === 'number') return [code];
    const [first, last] = code;
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }),
);

function fits(rule: CodeRule, { code, subcode, subject, message }: ErrorAnswer): boolean {
  if (rule.code !== undefined && (code === undefined || !isWithin(rule.code, code))) return false;
  if (rule.subcode !== undefined && rule.subcode !== subcode) return false;
  if (rule.field !== undefined && message !== undefined && !rule.field.test(message)) return false;
  if (rule.says !== undefined && !rule.says.test(message ?? '')) return false;
  return rule.subjects === undefined || rule.subjects.includes(subject);
}

function isWithin(range: number | readonly [first: number, last: number], code: number): boolean {
  if (typeof range === 'number') return range === code;
  return range[0] <= code && code <= range[1];
}

import type { CallSubject, ThreadsErrorKind } from './errors.ts';

/** What is known of a refusal once its body has been read. */
export interface ErrorAnswer {
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
  /** Only when this was asked for. */
  readonly subject?: CallSubject;
  /** Only when the message holds this name of a field, which no language changes, or when there is no message. */
  readonly field?: RegExp;
  readonly kind: ThreadsErrorKind;
}

/**
 * The error table; the first row that fits counts, so the narrow ones stand first.
 *
 * @see https://developers.facebook.com/docs/threads/troubleshooting
 */
const CODE_RULES: readonly CodeRule[] = [
  { subcode: 4279013, kind: 'restricted' },
  { code: 4279013, kind: 'restricted' },
  { code: 24, subcode: 4279009, kind: 'not-visible' },
  // 24 is "the requested resource does not exist". Whatever its subcode, on a status read the careful answer is
  // the ambiguous one: it is checked again before anyone is told. `/me` names no resource, so there 24 is unknown.
  { code: 24, subject: 'container', kind: 'not-visible' },
  { code: 100, subcode: 33, kind: 'no-such-object' },
  { code: 100, subcode: 4279004, kind: 'child-not-ready' },
  // "Tried accessing nonexisting field (status)", in any of Meta's languages: of the three fields that a status read asks
  // for, the one that a container alone has. Any other 100 says for itself what it is about.
  // https://github.com/exileum/meta-mcp/issues/143
  { code: 100, subject: 'container', field: /\bstatus\b/, kind: 'not-a-container' },
  { code: 100, kind: 'bad-request' },
  { code: 190, kind: 'token' },
  { code: 102, kind: 'token' },
  { code: 10, kind: 'permission' },
  { code: [200, 299], kind: 'permission' },
  { code: 368, kind: 'restricted' },
  { code: 4, subcode: 2207051, kind: 'restricted' },
  { code: 4, kind: 'limited' },
  { code: 17, kind: 'limited' },
  { code: 32, kind: 'limited' },
  { code: 341, kind: 'limited' },
  { code: 613, kind: 'limited' },
  { code: 1, subcode: 2207052, kind: 'media-not-fetched' },
  { code: 1, kind: 'outage' },
  { code: 2, kind: 'outage' },
];

interface StatusRule {
  readonly status: number | readonly [first: number, last: number];
  /** Whether it also decides for a code that no row knows; the others speak only for a body without a code. */
  readonly forUnknownCode: boolean;
  readonly kind: ThreadsErrorKind;
}

const STATUS_RULES: readonly StatusRule[] = [
  { status: 429, forUnknownCode: true, kind: 'limited' },
  { status: 401, forUnknownCode: false, kind: 'token' },
  { status: 403, forUnknownCode: false, kind: 'permission' },
  // Graph says "no such object" with a code. A bare 404 is a proxy's or a wrong address's: nobody's container is gone.
  { status: 404, forUnknownCode: false, kind: 'outage' },
  { status: 408, forUnknownCode: false, kind: 'outage' },
  { status: [400, 499], forUnknownCode: true, kind: 'bad-request' },
];

/**
 * What a refusal means: by code and subcode, by the HTTP status only where no row knows the code.
 * Texts play no part, being localised, but for the name of a field; nor does `is_transient`, which is wrong in both
 * directions.
 */
export function classifyError(refusal: ErrorAnswer): ThreadsErrorKind {
  const byCode = CODE_RULES.find((row) => fitsCode(row, refusal));
  if (byCode !== undefined) return byCode.kind;
  const hasCode = refusal.code !== undefined;
  const byStatus = STATUS_RULES.find(
    (row) => within(row.status, refusal.httpStatus) && (row.forUnknownCode || !hasCode),
  );
  return byStatus?.kind ?? 'outage';
}

function fitsCode(row: CodeRule, { code, subcode, subject, message }: ErrorAnswer): boolean {
  if (row.code !== undefined && (code === undefined || !within(row.code, code))) return false;
  if (row.subcode !== undefined && row.subcode !== subcode) return false;
  if (row.field !== undefined && message !== undefined && !row.field.test(message)) return false;
  return row.subject === undefined || row.subject === subject;
}

function within(range: number | readonly [first: number, last: number], value: number): boolean {
  if (typeof range === 'number') return range === value;
  return range[0] <= value && value <= range[1];
}

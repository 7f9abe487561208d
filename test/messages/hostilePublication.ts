import fc from 'fast-check';
import type { ContentOf } from '../../src/messages/content.ts';
import type { PublicationOutcome } from '../../src/messages/publicationOutcome.ts';
import type { ErrorDetails } from '../../src/threads/errorDetails.ts';

/** Other addresses are not taken over from Threads. */
const PERMALINK = fc.constant('https://www.threads.com/@brand/post/C8abcDEfgh1');

type Kind = PublicationOutcome['kind'];

/** Any message of a publication, of whatever words. */
export function anyPublication(
  words: fc.Arbitrary<string>,
  {
    account,
    person,
    at,
    error,
  }: {
    readonly account: fc.Arbitrary<string>;
    readonly person: fc.Arbitrary<string>;
    readonly at: fc.Arbitrary<number>;
    readonly error: fc.Arbitrary<ErrorDetails>;
  },
): fc.Arbitrary<ContentOf<'publication'>> {
  const post = fc.record({ id: words, permalink: PERMALINK }, { requiredKeys: [] });
  const maybe = { requiredKeys: ['kind', 'at'] as ('kind' | 'at')[] };
  const outcomes: { readonly [K in Kind]: fc.Arbitrary<Extract<PublicationOutcome, { kind: K }>> } = {
    published: fc.record({ kind: fc.constant('published'), at, post, isSeen: fc.boolean() }, maybe),
    'published-before': fc.record({ kind: fc.constant('published-before'), at }),
    unsettled: fc.record(
      { kind: fc.constant('unsettled'), at, error, status: words, againAt: at },
      { requiredKeys: ['kind', 'at', 'againAt'] },
    ),
    unpublished: fc.record({ kind: fc.constant('unpublished'), at, error }, maybe),
    'wrong-status': fc.record(
      { kind: fc.constant('wrong-status'), at, status: words, errorMessage: words },
      { requiredKeys: ['kind', 'at', 'status'] },
    ),
    'quota-used-up': fc.record(
      { kind: fc.constant('quota-used-up'), at, used: fc.nat(), total: fc.nat(), windowSeconds: fc.nat() },
      { requiredKeys: ['kind', 'at', 'used', 'total'] },
    ),
    unchecked: fc.record({ kind: fc.constant('unchecked'), at, error }),
    'called-off': fc.record({ kind: fc.constant('called-off'), at }),
    'too-late': fc.record({ kind: fc.constant('too-late'), at }),
    unknown: fc.record({ kind: fc.constant('unknown'), at, error }, maybe),
  };
  return fc.record(
    {
      kind: fc.constant('publication'),
      account,
      container: fc.stringMatching(/^\d{10,20}$/),
      note: words,
      by: person,
      outcomes: fc.array(fc.oneof(...Object.values(outcomes)), { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: ['kind', 'account', 'container', 'by', 'outcomes'] },
  );
}

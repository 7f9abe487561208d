import { HOUR, MINUTE, SECOND } from '../../src/duration.ts';
import type { Card } from '../../src/messages/card.ts';
import type { PublicationOutcome } from '../../src/messages/publicationOutcome.ts';
import { publishing, publishingSlow } from '../../src/messages/replies/publishing.ts';
import { publishQuestion } from '../../src/messages/replies/publishQuestion.ts';
import { composePosted as composeCard } from './composePosted.ts';

const container = '17900000000000001';
const POST = { id: '18000000000000001', permalink: 'https://www.threads.com/@brand/post/C8abcDEfgh1' };

/** Every card about publishing from chat. @param now ms since the epoch */
export function publicationCards(now: number): readonly (readonly [name: string, card: Card])[] {
  const facts = { account: 'brand', container, note: 'launch video', by: 'ann' };
  const told = (...outcomes: PublicationOutcome[]): Card =>
    composeCard([{ id: 'n1', content: { kind: 'publication', ...facts, outcomes } }]);
  const lost = { kind: 'unsettled', at: now, error: { kind: 'outage' }, againAt: now + 5 * MINUTE } as const;
  const asked = { ...facts, question: 'tabcdef123', isAnew: false };
  return [
    ['published', told({ kind: 'published', at: now, post: POST })],
    ['published, and its post not found', told({ kind: 'published', at: now, isSeen: true })],
    ['published before', told({ kind: 'published-before', at: now })],
    ['answer lost', told({ ...lost, status: 'FINISHED' })],
    ['answer lost, and no status', told(lost)],
    [
      'answer lost, and published all the same',
      told(
        { ...lost, status: 'FINISHED' },
        { kind: 'published', at: now + MINUTE, post: POST, isSeen: true },
      ),
    ],
    [
      'answer lost, and not published',
      told({ ...lost, status: 'FINISHED' }, { kind: 'unpublished', at: now + 5 * MINUTE, error: lost.error }),
    ],
    [
      'not visible yet at publish',
      told({
        kind: 'unsettled',
        at: now,
        status: 'FINISHED',
        error: { kind: 'not-visible', code: 24, subcode: 4279009 },
        againAt: now + MINUTE,
      }),
    ],
    [
      'refused: token',
      told({ kind: 'unpublished', at: now, error: { kind: 'token', code: 190, subcode: 463 } }),
    ],
    ['restarted during the call', told({ kind: 'unpublished', at: now })],
    [
      'publish: failed',
      told({ kind: 'wrong-status', at: now, status: 'ERROR', errorMessage: 'INVALID_FRAME_RATE' }),
    ],
    ['publish: expired', told({ kind: 'wrong-status', at: now, status: 'EXPIRED' })],
    ['publish: not ready', told({ kind: 'wrong-status', at: now, status: 'IN_PROGRESS' })],
    [
      'publish: quota used up',
      told({ kind: 'quota-used-up', at: now, used: 250, total: 250, windowSeconds: 86_400 }),
    ],
    ['publish: unchecked', told({ kind: 'unchecked', at: now, error: { kind: 'outage' } })],
    ['publish: called off', told({ kind: 'called-off', at: now })],
    ['publish: too late', told({ kind: 'too-late', at: now })],
    ['publish: unknown', told({ kind: 'unknown', at: now, error: { kind: 'outage' } })],
    [
      'publish: most likely out',
      told({ kind: 'unknown', at: now, error: { kind: 'not-a-container', code: 100 } }),
    ],
    [
      'publish?',
      publishQuestion({
        ...asked,
        username: 'brand.official',
        state: { kind: 'status', status: 'FINISHED', at: now - MINUTE },
        createdAt: now - HOUR,
      }),
    ],
    [
      'publish? asked anew, and without a note',
      publishQuestion({
        ...asked,
        note: undefined,
        isAnew: true,
        state: { kind: 'status', status: 'FINISHED', at: now - MINUTE },
      }),
    ],
    [
      'publish when ready?',
      publishQuestion({ ...asked, state: { kind: 'status', status: 'IN_PROGRESS', at: now - SECOND } }),
    ],
    ['to be published when ready', publishing({ ...facts, waitsFor: 'ready' })],
    ['to be published soon', publishing({ ...facts, waitsFor: { at: now + 20 * SECOND, isResting: true } })],
    [
      'to be published when checked',
      publishing({ ...facts, waitsFor: { at: now + MINUTE, isResting: false } }),
    ],
    ['being published', publishing({ ...facts, waitsFor: 'answer' })],
    ['being published slowly', publishingSlow(container)],
  ];
}

import { hasEnded, type Publication } from './publication.ts';

/** A person confirmed a question. Times are ms since the epoch. */
export interface Press {
  /** The question, and when it was asked. */
  readonly question: string;
  readonly askedAt: number;
}

/**
 * What follows from a press: a publication begins, or the one that is known is told; or the question is out of date, since
 * the container was published, or failed to be, after it was asked. Pure.
 */
export function decidePress(known: Publication | undefined, press: Press): 'begin' | 'tell' | 'ask-anew' {
  if (known === undefined) return 'begin';
  const isOver = known.outcomes.at(-1)?.kind;
  const isOut = isOver === 'published' || isOver === 'published-before';
  if (!hasEnded(known) || isOut || known.question === press.question) return 'tell';
  return known.step.kind === 'ended' && press.askedAt <= known.step.endedAt ? 'ask-anew' : 'begin';
}

import { checkQuotaButton, snoozeButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { freeingUp, QUOTA_NOUNS, quotaShare } from '../quotaWords.ts';
import { bar, person, type Text, text, time } from '../text.ts';

const PERCENTS = new Intl.ListFormat('en-GB');

/** A quota that crossed a threshold; later, that it has room again. */
export function quotaReached(facts: ContentOf<'quota'>): Card {
  const { account, pair, used, total, freed, threshold } = facts;
  const nouns = QUOTA_NOUNS[pair];
  if (freed !== undefined)
    return {
      tone: 'good',
      title: text`✅ ${account} has room again: ${quotaShare(pair, freed.used, freed.total)}`,
      body: [text`${bar(freed.used / freed.total)}`, text`It had reached ${quotaShare(pair, used, total)}.`],
      buttons: [],
    };
  const usedUp = used >= total;
  return {
    tone: usedUp ? 'bad' : 'warning',
    title: usedUp
      ? text`🛑 ${account} has used up its ${nouns}: ${quotaShare(pair, used, total)}`
      : text`📈 ${account} is past ${threshold} % of its ${nouns}: ${quotaShare(pair, used, total)}`,
    body: [text`${bar(used / total)}`, ...whatToDo(facts, usedUp), ...quiet(facts)],
    buttons: [checkQuotaButton(account), snoozeButton({ account })],
  };
}

function quiet({ snoozed }: ContentOf<'quota'>): Text[] {
  return snoozed ? [text`😴 Snoozed by ${person(snoozed.by)}; that ends ${time(snoozed.until)}`] : [];
}

function whatToDo({ pair, crossed, windowSeconds }: ContentOf<'quota'>, usedUp: boolean): Text[] {
  const freesUp = freeingUp(QUOTA_NOUNS[pair], windowSeconds);
  const several =
    crossed.length > 1 ? `Crossed ${PERCENTS.format(crossed.map((each) => `${each} %`))} at once. ` : '';
  return [
    usedUp
      ? text`${several}Threads refuses more until some of it frees up, ${freesUp}.`
      : text`${several}Keep the rest for what matters: it frees up ${freesUp}.`,
  ];
}

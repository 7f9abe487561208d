import { checkQuotaButton, snoozeButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { freeingUp, QUOTA_NOUNS, quotaShare } from '../quotaWords.ts';
import { describeMark, resumeButtons } from '../snoozeWords.ts';
import { bar, type Text, text } from '../text.ts';

const PERCENTS = new Intl.ListFormat('en-GB');

/** A quota that crossed a threshold; later, that it has room again. */
export function quotaReached(facts: ContentOf<'quota'>): Card {
  const { account, pair, used, total, freed, threshold, snoozed } = facts;
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
    body: [text`${bar(used / total)}`, ...whatToDo(facts, usedUp), ...(snoozed ? describeMark(snoozed) : [])],
    buttons: [
      checkQuotaButton(account),
      ...(snoozed && !snoozed.ended ? resumeButtons([{ account }]) : [snoozeButton({ account })]),
    ],
  };
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

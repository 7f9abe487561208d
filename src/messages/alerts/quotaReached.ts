import { checkQuotaButton, snoozeButton } from '../buttons.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { freeingUp, QUOTA_NOUNS, quotaShare } from '../quotaWords.ts';
import { describeMark, resumeButtons } from '../snoozeWords.ts';
import { bar, type Text, text, time } from '../text.ts';

const PERCENTS = new Intl.ListFormat('en-GB');

/** A quota that crossed a threshold; once there is room again, a line says so. */
export function quotaReached(facts: ContentOf<'quota'>): Card {
  const { account, pair, used, total, freed, threshold, snoozed } = facts;
  const nouns = QUOTA_NOUNS[pair];
  const usedUp = used >= total;
  const title = usedUp
    ? text`🛑 ${account} has used up its ${nouns}: ${quotaShare(pair, used, total)}`
    : text`📈 ${account} is past ${threshold} % of its ${nouns}: ${quotaShare(pair, used, total)}`;
  if (freed !== undefined)
    return {
      tone: 'good',
      title,
      body: [
        text`✅ Room again since ${time(freed.at)}: ${quotaShare(pair, freed.used, freed.total)}`,
        text`${bar(freed.used / freed.total)}`,
      ],
      buttons: [],
    };
  return {
    tone: usedUp ? 'bad' : 'warning',
    title,
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
    crossed.length > 1 ? ` Crossed ${PERCENTS.format(crossed.map((each) => `${each} %`))} at once.` : '';
  return [
    usedUp
      ? text`Wait: Threads refuses more until room frees up, ${freesUp}.${several}`
      : text`Keep the rest for what matters: it frees up ${freesUp}.${several}`,
  ];
}

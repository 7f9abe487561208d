import { formatDuration } from '../../duration.ts';
import { isNetworkFault, isPassing } from '../../threads/errors.ts';
import { explainError } from '../../threads/explainError.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { explainOutage, explainOutageFix } from '../outageWords.ts';
import { renewalButtons } from '../remedy.ts';
import { type Text, text, time } from '../text.ts';

const NAMES = new Intl.ListFormat('en-GB');

/** An account that can't be called: why, what to do, and what happens to its watches. */
export function accountOutage(facts: ContentOf<'account-outage'>): Card {
  const { account, error, remedy } = facts;
  if (facts.until !== undefined) return outageOver(facts, facts.until);
  return {
    tone: isPassing(error) ? 'warning' : 'bad',
    title: headline(facts),
    body: [...describeRecovered(facts), explainOutageFix(facts, account, remedy), describeWatches(facts)],
    buttons: needsRenewal(facts) ? renewalButtons(account, remedy) : [],
  };
}

/** A token that `/me` accepts needs no other; a permission that it lacks does. */
function needsRenewal({ error, scope }: ContentOf<'account-outage'>): boolean {
  if (scope === 'objects') return error.kind === 'permission';
  return explainError(error).remedy === 'reconnect';
}

/** What the message says when the outage has ended: nobody has to act any more. */
function outageOver(facts: ContentOf<'account-outage'>, until: number): Card {
  const { scope, since } = facts;
  const lasted = formatDuration(until - since);
  return {
    tone: 'good',
    title:
      scope === 'objects'
        ? text`✅ The containers of ${namesOf(facts)} can be checked again; they could not be for ${lasted}`
        : text`✅ ${namesOf(facts)} can be seen again; it could not for ${lasted}`,
    body: [text`The reason was: ${explainOutage(facts)}.`],
    buttons: [],
  };
}

function headline(facts: ContentOf<'account-outage'>): Text {
  const { scope, error, since, nextProbeAt } = facts;
  const account = namesOf(facts);
  if (scope === 'objects') return text`🌩️ No container of ${account} can be checked: ${explainOutage(facts)}`;
  if (isNetworkFault(error.kind))
    return text`🔌 Nothing of ${account} can be seen: ${explainError(error).cause}`;
  switch (error.kind) {
    case 'outage':
      return text`🌩️ Threads does not answer for ${account}: the trouble began ${time(since)}`;
    case 'limited':
      return text`🚦 Threads limits ${account}: it may be asked again ${time(nextProbeAt)}`;
    case 'app-limited':
      // Once some accounts can be called again, the time that was named is past, and tells nothing of the others.
      return isPartlyOver(facts)
        ? text`🚦 Threads still limits the app for ${account}`
        : text`🚦 Threads limits the app that ${account} ${facts.accounts ? 'use' : 'uses'}: it may be called again ${time(nextProbeAt)}`;
    case 'unknown':
      return text`🌩️ Nothing of ${account} can be seen: ${explainError(error).cause}`;
    default:
      return text`🔑 Nothing of ${account} can be seen: ${explainError(error).cause}`;
  }
}

function describeRecovered({ recovered = [] }: ContentOf<'account-outage'>): Text[] {
  return recovered.length === 0 ? [] : [text`✅ ${NAMES.format(recovered)} can be called again.`];
}

function isPartlyOver({ recovered = [], until }: ContentOf<'account-outage'>): boolean {
  return recovered.length > 0 && until === undefined;
}

function describeWatches(facts: ContentOf<'account-outage'>): Text {
  const { scope, error, nextProbeAt } = facts;
  const meanwhile =
    'Until then no container of it can be checked; its watches are kept, and what falls due is made up.';
  const isUntimed = error.kind === 'outage' || error.kind === 'unknown' || isNetworkFault(error.kind);
  if (scope === 'objects' || isUntimed || isPartlyOver(facts)) return text`${meanwhile}`;
  return text`${meanwhile} The next try is ${time(nextProbeAt)}.`;
}

/** An incident of the app concerns several accounts; until all have recovered, those that have not. */
function namesOf({ account, accounts = [], recovered = [], until }: ContentOf<'account-outage'>): string {
  const all = [account, ...accounts];
  return NAMES.format(until === undefined ? all.filter((name) => !recovered.includes(name)) : all);
}

import { formatDuration } from '../../duration.ts';
import { isNetworkFault, isPassing } from '../../threads/errors.ts';
import { explainError } from '../../threads/explainError.ts';
import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { linkToDocs, type MessageLinks } from '../links.ts';
import { explainOutage, explainOutageFix } from '../outageWords.ts';
import { renewalButtons } from '../remedy.ts';
import { code, joinText, type Text, text, time } from '../text.ts';

type OutageFacts = ContentOf<'account-outage'>;

const NAMES = new Intl.ListFormat('en-GB');

/** An account that can't be called: what to do, why, and what happens to its watches. */
export function accountOutage(facts: OutageFacts, links: MessageLinks = {}): Card {
  const { account, error, remedy, until } = facts;
  const context = describeContext(facts, links);
  if (until !== undefined)
    return {
      tone: 'good',
      title: headline(facts),
      body: [text`✅ Over since ${time(until)}; it lasted ${formatDuration(until - facts.since)}.`],
      context,
      buttons: [],
    };
  return {
    tone: isPassing(error) ? 'warning' : 'bad',
    title: headline(facts),
    body: [...describeRecovered(facts), explainOutageFix(facts, account, remedy), describeWatches(facts)],
    context,
    buttons: needsRenewal(facts) ? renewalButtons(account, remedy) : [],
  };
}

/** A token that `/me` accepts needs no other; a permission that it lacks does. */
function needsRenewal({ error, scope }: OutageFacts): boolean {
  if (scope === 'objects') return error.kind === 'permission';
  return explainError(error).remedy === 'reconnect';
}

/** What can't be done, and why. It stays as it was said when the outage is over. */
function headline(facts: OutageFacts): Text {
  const { scope, error, since, nextProbeAt } = facts;
  const account = namesOf(facts);
  if (scope === 'objects') return text`🌩️ Can't check any container of ${account}: ${explainOutage(facts)}`;
  if (isNetworkFault(error.kind)) return text`🔌 Can't check ${account}: ${explainError(error).cause}`;
  switch (error.kind) {
    case 'outage':
      return text`🌩️ Can't check ${account}: Threads hasn't answered since ${time(since)}`;
    case 'limited':
      return text`🚦 Can't check ${account}: Threads limits its calls until ${time(nextProbeAt)}`;
    case 'app-limited':
      // Once some accounts can be called again, the time that was named is past, and tells nothing of the others.
      return isPartlyOver(facts)
        ? text`🚦 Can't check ${account}: Threads still limits the app's calls`
        : text`🚦 Can't check ${account}: Threads limits the app's calls until ${time(nextProbeAt)}`;
    case 'unknown':
      return text`🌩️ Can't check ${account}: ${explainError(error).cause}`;
    default:
      return text`🔑 Can't check ${account}: ${explainError(error).cause}`;
  }
}

function describeRecovered({ recovered = [] }: OutageFacts): Text[] {
  return recovered.length === 0 ? [] : [text`✅ ${NAMES.format(recovered)} can be checked again.`];
}

function isPartlyOver({ recovered = [], until }: OutageFacts): boolean {
  return recovered.length > 0 && until === undefined;
}

function describeWatches(facts: OutageFacts): Text {
  const { scope, error, nextProbeAt } = facts;
  const safe = "Your watches are safe: missed checks are made once it's back.";
  const isUntimed = error.kind === 'outage' || error.kind === 'unknown' || isNetworkFault(error.kind);
  if (scope === 'objects' || isUntimed || isPartlyOver(facts)) return text`${safe}`;
  return text`${safe} Next try: ${time(nextProbeAt)}.`;
}

/** Small print: since when, and the error's code. */
function describeContext({ error, since }: OutageFacts, links: MessageLinks): Text[] {
  const { code: number, subcode } = error;
  const parts = [
    text`began ${time(since)}`,
    ...(number === undefined
      ? []
      : [text`error code ${code(subcode === undefined ? `${number}` : `${number}/${subcode}`)}`]),
    ...linkToDocs(links, explainError(error).topic),
  ];
  return [joinText(parts, ' · ')];
}

/** An incident of the app concerns several accounts; until all have recovered, those that have not. */
function namesOf({ account, accounts = [], recovered = [], until }: OutageFacts): string {
  const all = [account, ...accounts];
  return NAMES.format(until === undefined ? all.filter((name) => !recovered.includes(name)) : all);
}

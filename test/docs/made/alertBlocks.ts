import { renderPlain } from '../../../src/chat/terminal/renderCard.ts';
import { channelUnreachable } from '../../../src/messages/alerts/channelUnreachable.ts';
import { messageRefused } from '../../../src/messages/alerts/messageRefused.ts';
import type { Card } from '../../../src/messages/card.ts';
import type { Content } from '../../../src/messages/content.ts';
import { composeCard } from '../../../src/notifications/composeCard.ts';
import type { AlertWeight } from '../../../src/notifications/kinds/notificationKind.ts';
import { kindOf } from '../../../src/notifications/kinds/table.ts';
import { toAnchor } from '../readDocument.ts';
import { ALERT_SAMPLES, NOW } from './alertSamples.ts';
import { type Blocks, findBlocks } from './fillBlocks.ts';
import { markdownTable } from './markdownTable.ts';

const READER = { commandName: 'threads', now: NOW, timeZone: 'UTC' };

/** Messages that are made of no notification. */
const OTHER_CARDS: ReadonlyMap<string, Card> = new Map([
  [
    'channel-unreachable',
    channelUnreachable({
      channel: '#launch',
      reason: 'the channel was deleted',
      containers: ['17900000000000001'],
      accounts: ['brand'],
    }),
  ],
  ['message-refused', messageRefused([...ALERT_SAMPLES.values()].slice(0, 1) as [Content])],
]);

const CARDS: ReadonlyMap<string, Card> = new Map([
  ...[...ALERT_SAMPLES].map(([kind, content]) => [kind, composeCard([{ id: 'alert-1', content }])] as const),
  ...OTHER_CARDS,
]);

/** Each alert as it is posted, with what the channel's settings make of it, and the list of all. */
export const alertBlocks: Blocks = new Map([
  ['alerts', listAlerts],
  ...[...CARDS].map(([kind, card]) => [`alert ${kind}`, () => describe(kind, card)] as const),
]);

/** A bar of a quota says nothing that can be done. */
const IS_BAR = /^[█░]+$/;

/** What each alert says first, what to do first, and where to read on: in the order of the page. */
function listAlerts(page: string): string {
  const rows = findBlocks(page).flatMap(({ name, heading }) => {
    const kind = name.replace(/^alert /, '');
    const card = CARDS.get(kind);
    if (card === undefined || !asksForSomething(kind, card)) return [];
    const [headline = '', first = ''] = linesOf(card).map((line) => line.replaceAll('<', '\\<'));
    return [[`[${headline}](#${toAnchor(heading)})`, first]];
  });
  return markdownTable(['the alert', 'what to do first'], rows);
}

/** Whether it is an alert, or tells at least of something that went wrong. */
function asksForSomething(kind: string, { tone }: Card): boolean {
  const content = ALERT_SAMPLES.get(kind);
  const isAlert = content !== undefined && kindOf(content).weigh(content, NOW) !== undefined;
  return isAlert || tone === 'bad' || tone === 'warning';
}

function describe(kind: string, card: Card): string {
  const content = ALERT_SAMPLES.get(kind);
  const weight = content && kindOf(content).weigh(content, NOW);
  const example = `\`\`\`text\n${renderPlain({ ...card, context: [], buttons: [] }, READER)}\n\`\`\``;
  return `${example}\n\n${describeWeight(weight)}`;
}

function describeWeight(weight: AlertWeight | undefined): string {
  if (weight === undefined) return '_No setting of the channel mutes it, and it calls nobody._';
  const { kind, isBad, isUrgent, isReminded } = weight;
  return [
    `_Kind \`${kind}\`.`,
    isBad ? 'Calls whom `mention:` names.' : 'Calls nobody.',
    isUrgent ? 'Passes quiet hours.' : 'Waits for the end of quiet hours.',
    `${isReminded ? 'Comes once more where `remind:` is set.' : 'Comes once.'}_`,
  ].join(' ');
}

function linesOf(card: Card): string[] {
  const short = { ...card, context: [], buttons: [], items: [] };
  return renderPlain(short, READER)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => !IS_BAR.test(line));
}

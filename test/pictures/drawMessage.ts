import { createHash } from 'node:crypto';
import { renderCard } from '../../src/chat/discord/render/renderCard.ts';
import { renderMessage } from '../../src/chat/slack/render/renderMessage.ts';
import type { Card } from '../../src/messages/card.ts';
import { NOW } from '../messages/cards.ts';
import { drawDiscord } from './discord/drawDiscord.ts';
import { readWords as readMarkdownWords } from './discord/readMarkdown.ts';
import type { Ids } from './documented.ts';
import { type Block, inBox, stack } from './draw/block.ts';
import { layoutText } from './draw/layoutText.ts';
import { drawNotification } from './drawNotification.ts';
import type { Reader } from './reader.ts';
import { drawSlack } from './slack/drawSlack.ts';
import { readWords as readMrkdwnWords } from './slack/readMrkdwn.ts';

export type Platform = Ids['platform'];
export type Device = 'desktop' | 'phone';

export const PLATFORMS: readonly Platform[] = ['discord', 'slack'];

/** The people of the pictures, by their ids on each platform. */
export const IDS: Readonly<Record<Platform, Ids>> = {
  discord: {
    platform: 'discord',
    ann: '1200000000000000007',
    bob: '1200000000000000008',
    team: '1300000000000000001',
  },
  slack: { platform: 'slack', ann: 'U0ANN', bob: 'U0BOB', team: 'S0LAUNCH' },
};

const READER: Reader = {
  now: NOW,
  names: Object.fromEntries(
    Object.values(IDS).flatMap(({ ann, bob, team }) => [
      [ann, 'Ann'],
      [bob, 'Bob'],
      [team, 'launch-team'],
    ]),
  ),
};

const WIDTHS: Readonly<Record<Device, number>> = { desktop: 660, phone: 375 };
const MARGINS: Readonly<Record<Device, number>> = { desktop: 16, phone: 10 };
/** Discord's flag for a message that notifies nobody. */
const SILENT = 4_096;

type Payload =
  | {
      readonly platform: 'discord';
      readonly body: ReturnType<typeof renderCard> & { readonly flags?: number };
    }
  | { readonly platform: 'slack'; readonly body: ReturnType<typeof renderMessage> };

/** What the bot sends for a card. */
export function renderPayload(card: Card, platform: Platform): Payload {
  return platform === 'discord'
    ? { platform, body: renderCard(card, { commandName: 'threads' }) }
    : { platform, body: renderMessage(card, { commandName: 'threads', describePerson }) };
}

function describePerson(id: string): { name: string | undefined; profileUrl: string } {
  return { name: READER.names[id]?.toLowerCase(), profileUrl: `https://acme.slack.com/team/${id}` };
}

/** Changes when the payload does. */
export function hashPayload({ body }: Payload): string {
  return createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16);
}

/** Draws a payload as its client shows it; on a phone, what the locked phone shows stands above. */
export function drawMessage(payload: Payload, device: Device, isPrivate: boolean): Block {
  const look = { width: WIDTHS[device], margin: MARGINS[device], isPrivate };
  const message =
    payload.platform === 'discord'
      ? drawDiscord(payload.body, READER, look)
      : drawSlack(payload.body, READER, look);
  const above =
    device === 'phone' && !isPrivate && notifies(payload) ? [drawLocked(payload, look.width)] : [];
  return stack([...above, message, drawLabel(payload.platform, look.width)]);
}

function notifies(payload: Payload): boolean {
  return payload.platform === 'slack' || ((payload.body.flags ?? 0) & SILENT) === 0;
}

function drawLocked(payload: Payload, width: number): Block {
  const facts =
    payload.platform === 'discord'
      ? ({
          app: 'Discord',
          from: 'Threadwatch (#launch, Acme)',
          words: readMarkdownWords(payload.body.content, READER),
        } as const)
      : ({
          app: 'Slack',
          from: 'Acme: #launch',
          words: `Threadwatch: ${readMrkdwnWords(payload.body.text, READER)}`,
        } as const);
  return drawNotification({ ...facts, at: READER.now }, width);
}

/** So that nobody takes the picture for a screenshot. */
function drawLabel(platform: Platform, width: number): Block {
  const name = platform === 'discord' ? 'Discord' : 'Slack';
  const words = `Looks like ${name}, drawn by Threadwatch's own renderer from the real message`;
  const style = { face: 'inter-400', size: 10, colour: '#6b7280' } as const;
  const label = layoutText([{ words, style }], width - 20, 14);
  return inBox(label, { top: 5, right: 10, bottom: 5, left: 10 }, { fill: '#f3f4f6' }, width);
}

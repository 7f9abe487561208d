import { describe, expect, it } from 'vitest';
import { renderPlain } from '../../src/chat/terminal/renderCard.ts';
import { containerAlert } from '../../src/messages/alerts/containerAlert.ts';
import { describeState } from '../../src/messages/containerWords.ts';
import { containerStatus } from '../../src/messages/replies/containerStatus.ts';
import type { ContainerEvent } from '../../src/watches/containerEvent.ts';
import { NOW } from './cards.ts';

const READER = { commandName: 'threads', now: NOW, timeZone: 'UTC' };
const FACTS = { account: 'brand', container: '17900000000000001' };

function lineOf(status: string, errorMessage?: string): string {
  const { sign, words } = describeState({ kind: 'status', status, errorMessage, at: NOW }, undefined);
  return `${sign} ${words.join('')}`;
}

function alertOf(event: ContainerEvent): string {
  const card = containerAlert({ kind: 'container', ...FACTS, createdAt: NOW, by: 'ann', event });
  return renderPlain(card, READER);
}

describe('the line of a state', () => {
  it.each([
    ['ERROR', 'FAILED_FRAME_RATE', "❌ failed: the video's frame rate is outside what Threads accepts"],
    ['ERROR', 'Your video is too long', '❌ failed: Threads says “Your video is too long”'],
    ['EXPIRED', 'UNKNOWN', '⌛ expired: not published within 24 hours'],
    ['FINISHED', 'UNKNOWN', '🟢 ready to publish; Threads also reports a problem without naming it'],
    [
      'FINISHED',
      'INVALID_DURATION',
      "🟢 ready to publish; Threads also reports a problem: the video's length is outside what Threads accepts",
    ],
    [
      'FAILED',
      'INVALID_DURATION',
      "🔷 reported as “FAILED”, a status that Threads does not document: the video's length is outside what Threads accepts",
    ],
    [
      'REJECTED',
      'Your post goes against our Community Standards',
      '🔷 reported as “REJECTED”, a status that Threads does not document: Threads says “Your post goes against our Community Standards”',
    ],
    ['PUBLISHING', undefined, '🔷 reported as “PUBLISHING”, a status that Threads does not document'],
  ])('%s with %s', (status, errorMessage, line) => expect(lineOf(status, errorMessage)).toBe(line));
});

describe('the answer to status', () => {
  it.each([
    ['FAILED', 'INVALID_DURATION', 'Cut it to at most 300 seconds'],
    ['REJECTED', 'Your post goes against our Community Standards', 'Go by these words'],
    ['FINISHED', 'INVALID_BIT_RATE', 'Threads also reports a problem'],
  ])('of %s with %s explains the reason', (status, errorMessage, words) => {
    const state = { kind: 'status', status, errorMessage, at: NOW } as const;
    expect(renderPlain(containerStatus({ ...FACTS, state }), READER)).toContain(words);
  });

  it('of a sentence gives no advice on trying again', () => {
    const state = {
      kind: 'status',
      status: 'ERROR',
      errorMessage: 'Your video is too long',
      at: NOW,
    } as const;
    expect(renderPlain(containerStatus({ ...FACTS, state }), READER)).not.toMatch(/[Tt]ry.*again|Try once/);
  });
});

describe('an alert', () => {
  it.each<[errorMessage: string, repeats: boolean]>([
    ['FAILED_FRAME_RATE', true],
    // It stands in the headline already.
    ['TOO_MANY_CATS', false],
    ['Your video is too long', false],
    // Its end was cut off there.
    [`Your video is too long. ${'Please read the specification. '.repeat(10)}`.trim(), true],
    ['Unknown', false],
  ])('says “%.30s” once more: %s', (errorMessage, repeats) => {
    const words = alertOf({ kind: 'failed', errorMessage });
    expect(words.includes(`error code ${errorMessage}`)).toBe(repeats);
  });

  it.each<[event: ContainerEvent]>([
    [{ kind: 'expired' }],
    [{ kind: 'expiring' }],
    [{ kind: 'unfinished', status: 'FINISHED' }],
  ])('of $kind allows for an item of a carousel', (event) =>
    expect(alertOf(event)).toContain('goes out with its carousel'),
  );
});

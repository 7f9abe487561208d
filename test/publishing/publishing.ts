import { onTestFinished } from 'vitest';
import type { ChannelRef } from '../../src/channelRef.ts';
import type { Button, Card } from '../../src/messages/card.ts';
import { type Step, scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef, Story, type StoryOptions } from '../support/story.ts';

export const ANN = { id: 'ann', isManager: true };

/** Ready from its first call on, and expired a day later. */
export const READY: readonly Step[] = [status('0s', 'FINISHED'), status('24h', 'EXPIRED')];

/** A story of containers that are to be published; it ends with its test. */
export async function beginPublishing(
  rest: Readonly<Record<string, unknown>> = {},
  containers: Readonly<Record<string, readonly Step[]>> = { [VIDEO]: READY },
  options: Partial<StoryOptions> = {},
): Promise<Story> {
  const story = await Story.begin({ scenario: scenarioOf(containers, rest), ...options });
  onTestFinished(() => story.end());
  return story;
}

/** Watches a container, and lets it rest for as long as it should after it was first seen ready. */
export async function watchUntilReady(story: Story, container = VIDEO, note = 'launch video'): Promise<void> {
  await story.type(`watch ${container} note:"${note}"`);
  await story.pass('16m');
}

interface Who {
  readonly channel?: ChannelRef;
  readonly person?: { readonly id: string; readonly isManager: boolean; readonly isPublisher?: boolean };
}

/** Asks whether a container is to be published. */
export function ask(story: Story, container = VIDEO, who: Who = {}, account?: string): Promise<Card> {
  return run(story, { command: 'publish', args: { container, account } }, who);
}

/** Presses a button of an answer. @returns the answer to that */
export function press(
  story: Story,
  card: Card,
  label: Button['label'] = 'Publish',
  who: Who = {},
): Promise<Card> {
  const button = card.buttons.find((each) => each.label === label);
  if (button === undefined) throw new Error(`no button ${label} on: ${story.render(card)}`);
  return run(story, button, who);
}

/** Asks, and confirms. @returns the answer as plain text */
export async function publish(story: Story, container = VIDEO, who: Who = {}): Promise<string> {
  return story.render(await press(story, await ask(story, container, who), 'Publish', who));
}

async function run(
  story: Story,
  {
    command,
    args,
  }: { readonly command: string; readonly args: Readonly<Record<string, string | undefined>> },
  { channel = channelRef('c1'), person = ANN }: Who,
): Promise<Card> {
  const card = await story.bot.dispatch({ command, args, channel, person });
  await story.bot.deliver();
  return card;
}

/** How many calls that publish were made. */
export function publishCalls(story: Story): number {
  return story.sandbox.calls.filter(({ path }) => path.endsWith('/threads_publish')).length;
}

/** The posts that came of containers. */
export async function postsOf(
  story: Story,
): Promise<readonly { readonly id: string; readonly container: string }[]> {
  const response = await fetch(`${story.sandbox.url}/_sandbox/posts`);
  return (await response.json()) as { id: string; container: string }[];
}

/** Adds a fault of the sandbox that begins now. */
export async function addFault(story: Story, fault: Readonly<Record<string, unknown>>): Promise<void> {
  const response = await fetch(`${story.sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify(fault),
  });
  if (response.status !== 200) throw new Error(await response.text());
}

/** The messages of a channel about publications, as they read now. */
export function told(story: Story, inChannel = 'c1'): string[] {
  return story.chat.messages
    .filter(({ channel, now }) => channel === inChannel && now.includes('Publish pressed by'))
    .map(({ now }) => now);
}

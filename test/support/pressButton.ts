import type { Button } from '../../src/messages/card.ts';
import { channelRef, type Story } from './story.ts';

/** Presses a button of a message as it reads now. @returns the answer as plain text */
export async function pressButton(
  story: Story,
  messageId: string,
  label: Button['label'],
  person = { id: 'bob', isManager: false },
): Promise<string> {
  const button = story.chat.cards.get(messageId)?.buttons.find((each) => each.label === label);
  if (button === undefined) throw new Error(`${messageId} has no button ${label}`);
  const channel = channelRef(story.chat.messages.find(({ id }) => id === messageId)?.channel ?? 'c1');
  const { command, args } = button;
  const card = await story.bot.dispatch({ command, args, channel, person });
  await story.bot.deliver();
  return story.render(card);
}

/** The labels of a message's buttons as it reads now. */
export function labelsOf(story: Story, messageId: string): string[] {
  return story.chat.cards.get(messageId)?.buttons.map(({ label }) => label) ?? [];
}

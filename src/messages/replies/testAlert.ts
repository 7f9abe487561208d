import type { Card } from '../card.ts';
import { command, text } from '../text.ts';

/** Posted by the setup, so that people see that the bot reaches their channel. */
export function testAlert(): Card {
  return {
    tone: 'good',
    title: text`👋 Test alert: Threadwatch reaches this channel`,
    body: [
      text`No post is in trouble: somebody is setting Threadwatch up and tried this channel.`,
      text`To get alerts here, type ${command('watch')} and the container ID of a post.`,
    ],
    buttons: [],
  };
}

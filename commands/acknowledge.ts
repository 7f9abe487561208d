import { acknowledged, nothingToAcknowledge } from '../src/messages/replies/acknowledged.ts';
import { defineCommand } from './command.ts';

export const acknowledge = defineCommand({
  name: 'acknowledge',
  description: 'Show in an alert that you take care of it',
  who: 'anyone',
  reach: 'button',
  posts: false,
  pages: false,
  asksThreads: false,
  options: { alert: { description: 'What the button names the alert by', required: true } },
  positional: [],
  example: 'watches',
  async run({ alert }, { channel, person, now, services }) {
    const mark = { by: person.id, at: now };
    const outcome = await services.acknowledgeService.acknowledge(channel, alert, mark);
    if (outcome.kind === 'over') return nothingToAcknowledge();
    const isOwn = outcome.kind === 'acknowledged' || outcome.mark.by === person.id;
    return acknowledged(outcome.mark, isOwn);
  },
});

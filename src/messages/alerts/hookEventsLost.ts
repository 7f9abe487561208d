import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { describeEventFault } from '../eventFault.ts';
import { code, command, text, time } from '../text.ts';

/** For a channel whose program does not get all events of a hook: why. */
export function hookEventsLost({ hook, account, host, fault, at }: ContentOf<'hook-events-lost'>): Card {
  return {
    tone: 'warning',
    title: text`⚠️ Some events of ${account} don't reach ${code(host)}`,
    body: [
      fault === undefined
        ? text`A thousand events wait for it, so the oldest is dropped for each new one. Let it take them faster.`
        : text`It takes others, but one was sent again for 24 hours, and it still ${describeEventFault(fault)}. That one is dropped. Let it answer with 200 to events that it does not need.`,
    ],
    context: [
      text`Account ${account} · hook ${hook} · ${time(at)} · told at most once a day · ${command('hook show')}`,
    ],
    buttons: [],
  };
}

import type { Card } from '../card.ts';
import type { ContentOf } from '../content.ts';
import { describeEventFault } from '../eventFault.ts';
import { code, command, strong, type Text, text, time } from '../text.ts';

/** For a channel whose program gets no more events of a hook: why, and how it gets them again. */
export function hookEventsEnded({
  hook,
  account,
  host,
  fault,
  since,
  at,
}: ContentOf<'hook-events-ended'>): Card {
  return {
    tone: 'bad',
    title: text`📭 Events of ${account} go to ${code(host)} no more: it ${describeEventFault(fault)}`,
    body: [
      ...whatToMend(fault.kind),
      text`${strong('To send them again:')} ${command(`hook off name:${hook}`)}, then ${command('hook on url:<its URL>')} (managers). The messages in this channel go on as before.`,
    ],
    context: [
      text`Account ${account} · hook ${hook} · ${since === at ? text`ended` : text`none was taken since ${time(since)}; ended`} ${time(at)}`,
    ],
    buttons: [],
  };
}

function whatToMend(kind: ContentOf<'hook-events-ended'>['fault']['kind']): Text[] {
  if (kind === 'private')
    return [
      text`If that is meant to be so, the operator of this bot sets HOOK_ALLOW_PRIVATE to on, and restarts it.`,
    ];
  return [];
}

import type { Card } from '../card.ts';
import { block, code, command, strong, type Text, text } from '../text.ts';

export interface HookUrlFacts {
  readonly hook: string;
  readonly account: string;
  /** The secret URL. */
  readonly url: string;
  readonly reach: 'public' | 'machine' | 'network' | 'demo';
  /** What programs say to call it, ready to be copied. */
  /** Where events are posted to, and the secret that signs them. */
  readonly events?: { readonly host: string; readonly secret: string } | undefined;
  readonly snippets: readonly { readonly name: string; readonly code: string }[];
}

/** Characters of all snippets together. Discord shows 4,096 of a message. */
const ROOM = 2_800;

/** What is said of events takes so many of them; a host has at most 260. */
const ROOM_FOR_EVENTS = 500;

/** The answer to `hook on`: the secret URL, for this person and only now, and how programs call it. */
export function hookUrl({ hook, account, url, reach, events, snippets }: HookUrlFacts): Card {
  const outgoing = events === undefined ? [] : explainEvents(events);
  return {
    tone: 'good',
    title: text`🪝 The hook ${hook} for ${account} is ready`,
    body: [
      text`Give this URL to the program that publishes, and keep it secret. Copy it now: ${strong('it is not shown again.')}`,
      text`${block(url)}`,
      ...explainReach(reach),
      ...outgoing,
      ...fitSnippets(snippets, events === undefined ? ROOM : ROOM - ROOM_FOR_EVENTS).flatMap(
        ({ name, code }) => [text`${strong(name)}`, text`${block(code)}`],
      ),
    ],
    context: [
      text`If it is lost or known to others: ${command(`hook off name:${hook}`)}, then ${command('hook on')}`,
    ],
    buttons: [],
  };
}

function explainReach(reach: HookUrlFacts['reach']): Text[] {
  switch (reach) {
    case 'public':
      return [];
    case 'demo':
      return [
        text`Nothing listens at this URL: it is the demo's. To play the program, type POST /hook and what it sends, such as POST /hook {"container":"17900000000000005"}`,
      ];
    case 'machine':
      return [
        text`Only programs on this machine reach it. To let others in, the operator of this bot sets PUBLIC_URL to the address under which they reach its HTTP_PORT.`,
      ];
    case 'network':
      return [
        text`Only programs on this machine, and on networks that reach it directly, can call it, unencrypted. To let others in, the operator of this bot sets PUBLIC_URL to the address under which they reach its HTTP_PORT.`,
      ];
  }
}

function explainEvents({ host, secret }: NonNullable<HookUrlFacts['events']>): Text[] {
  return [
    text`Events are posted to ${code(host)}, signed. Give your program this signing secret, which is ${strong('not shown again')} either; ${code('docs/events.md')} shows how to check it.`,
    text`${block(secret)}`,
  ];
}

function fitSnippets(snippets: HookUrlFacts['snippets'], most: number): HookUrlFacts['snippets'] {
  let room = most;
  return snippets.filter(({ name, code }) => {
    const length = name.length + code.length;
    if (length > room) return false;
    room -= length;
    return true;
  });
}

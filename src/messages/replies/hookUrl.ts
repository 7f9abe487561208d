import type { Card } from '../card.ts';
import { block, command, strong, type Text, text } from '../text.ts';

export interface HookUrlFacts {
  readonly hook: string;
  readonly account: string;
  /** The secret URL. */
  readonly url: string;
  readonly reach: 'public' | 'machine' | 'network' | 'demo';
  /** What programs say to call it, ready to be copied. */
  readonly snippets: readonly { readonly name: string; readonly code: string }[];
}

/** Characters of all snippets together. Discord shows 4,096 of a message. */
const ROOM = 2_800;

/** The answer to `hook on`: the secret URL, for this person and only now, and how programs call it. */
export function hookUrl({ hook, account, url, reach, snippets }: HookUrlFacts): Card {
  return {
    tone: 'good',
    title: text`🪝 The hook ${hook} for ${account} is ready`,
    body: [
      text`Give this URL to the program that publishes, and keep it secret. Copy it now: ${strong('it is not shown again.')}`,
      text`${block(url)}`,
      ...explainReach(reach),
      ...fitSnippets(snippets).flatMap(({ name, code }) => [text`${strong(name)}`, text`${block(code)}`]),
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

function fitSnippets(snippets: HookUrlFacts['snippets']): HookUrlFacts['snippets'] {
  let room = ROOM;
  return snippets.filter(({ name, code }) => {
    const length = name.length + code.length;
    if (length > room) return false;
    room -= length;
    return true;
  });
}

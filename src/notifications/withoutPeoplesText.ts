import type { Button, Card } from '../messages/card.ts';
import { type Content, contentSchema } from '../messages/content.ts';

/** What stands in the place of an account's name. */
const ACCOUNT = 'an account';

/** What stands in the place of a hook's name. */
const HOOK = '…';

/**
 * Renders a card in which nothing stands that came from people: no note, and no account's name. A platform may refuse
 * a message for its words, such as a link that it takes for harmful. The buttons still act on the accounts.
 *
 * @param contents those of the message
 * @param render makes the card of such contents
 */
export function withoutPeoplesText(
  contents: readonly [Content, ...Content[]],
  render: (contents: [Content, ...Content[]]) => Card,
): Card {
  const names = new Map<string, string>();
  const hide = (name: string): string => {
    const known = names.get(name) ?? (names.size === 0 ? ACCOUNT : `account ${names.size + 1}`);
    names.set(name, known);
    return known;
  };
  const [first, ...others] = contents;
  const card = render([strip(first, hide), ...others.map((content) => strip(content, hide))]);
  const originals = new Map([...names].map(([name, placeholder]) => [placeholder, name]));
  return { ...card, buttons: card.buttons.map((button) => restoreArgs(button, originals)) };
}

/** The fields that hold names of accounts, wherever they are in a content. */
const NAME_FIELDS: ReadonlySet<string> = new Set(['account', 'accounts', 'recovered', 'username']);

/** Without notes, what Threads said in its own words, what people call whom alerts call, and names of accounts. */
function strip(content: Content, hide: (name: string) => string): Content {
  const stripped: unknown = JSON.parse(JSON.stringify(content), (key, value: unknown) => {
    if (key === 'note' || key === 'apiMessage' || key === 'name') return undefined;
    // The name of a hook stands behind that word already.
    if (key === 'hook' && typeof value === 'string') return HOOK;
    if (!NAME_FIELDS.has(key)) return value;
    if (typeof value === 'string') return hide(value);
    return Array.isArray(value) ? value.map((name) => hide(String(name))) : value;
  });
  return contentSchema.parse(stripped);
}

function restoreArgs(button: Button, originals: ReadonlyMap<string, string>): Button {
  const restore = (args: Button['args']): Button['args'] =>
    Object.fromEntries(Object.entries(args).map(([name, value]) => [name, originals.get(value) ?? value]));
  const { typed: _, choices, ...rest } = button;
  return {
    ...rest,
    args: restore(button.args),
    ...(choices && { choices: choices.map((choice) => ({ ...choice, args: restore(choice.args) })) }),
  };
}

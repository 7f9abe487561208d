const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

const MARKUP = /<([^<>]*)>/g;
const LINK = /^https?:/i;

/**
 * The text of a slash command as it was typed. Slack sends links, people and channels as `<…|…>`, and `&`, `<` and `>`
 * as entities. So angle brackets that a person typed come as entities, and stay angle brackets.
 *
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands#command-payload-descriptions
 */
export function unwrapText(raw: string): string {
  return raw
    .replaceAll(MARKUP, (_, inner: string) => unwrapMarkup(inner))
    .replaceAll(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

function unwrapMarkup(inner: string): string {
  const bar = inner.indexOf('|');
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? '' : inner.slice(bar + 1);
  const [sign = ''] = target;
  if (sign === '@' || sign === '#') return `${sign}${(label || target.slice(1)).replace(/^[@#]/, '')}`;
  if (sign === '!') return label || `@${target.slice(1).split('^', 1)[0]}`;
  if (LINK.test(target)) return target;
  // A mail address, or a telephone number: on some phones Slack takes a long id for one.
  return label || target.replace(/^(?:mailto|tel):/i, '');
}

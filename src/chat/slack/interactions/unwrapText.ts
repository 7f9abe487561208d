const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

const MARKUP = /<([^<>]*)>/g;
/** Whom alerts are to call is known by the id alone. */
const NAMES_MENTION = /(?:^|\s)mention\s{0,3}[:=]\s{0,3}["“”']?$/i;
const LONGEST_NAME = 20;
const LINK = /^https?:/i;

/**
 * The text of a slash command as it was typed. Slack sends links, people and channels as `<…|…>`, and `&`, `<` and `>`
 * as entities. So angle brackets that a person typed come as entities, and stay angle brackets.
 *
 * @see https://docs.slack.dev/interactivity/implementing-slash-commands#command-payload-descriptions
 */
export function unwrapText(raw: string): string {
  return raw
    .replaceAll(MARKUP, (_, inner: string, at: number) =>
      NAMES_MENTION.test(raw.slice(Math.max(0, at - LONGEST_NAME), at)) ? keepId(inner) : unwrapMarkup(inner),
    )
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

/** The markup of a mention as one word: a name with blanks in it is left out. */
function keepId(inner: string): string {
  const [target = ''] = inner.split('|', 1);
  return /\s/.test(inner) ? `<${target}>` : `<${inner}>`;
}

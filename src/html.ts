import { createHash } from 'node:crypto';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Safe markup. A plain string is never taken as markup. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** Builds markup, as in html`<p>${text}</p>`. Strings are escaped; `Html` is inserted as it is. */
export function html(
  strings: TemplateStringsArray,
  ...pieces: readonly (string | Html | readonly Html[])[]
): Html {
  return new Html(strings.map((string, index) => string + writePiece(pieces[index] ?? '')).join(''));
}

function writePiece(piece: string | Html | readonly Html[]): string {
  if (typeof piece === 'string')
    return piece.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
  return piece instanceof Html ? piece.markup : piece.map(({ markup }) => markup).join('');
}

/** A complete page. Its headers forbid scripts, external resources, framing and caching. */
export interface Page {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One style for all pages: dark where the reader's device is, and readable on a phone. */
const STYLE = `
:root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--text:#1c1e21;--quiet:#5c6370;--line:#d9dce1;--link:#0b57d0;--on-link:#fff}
@media(prefers-color-scheme:dark){:root{--page:#111315;--card:#1d2024;--text:#eceef1;--quiet:#a3abb8;--line:#33383f;--link:#8ab4f8;--on-link:#10131a}}
*{box-sizing:border-box}
body{margin:0;padding:1.5rem 1rem;min-height:100vh;display:flex;align-items:center;justify-content:center;background:var(--page);color:var(--text);font:1.0625rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:34rem;padding:1.75rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem;overflow-wrap:anywhere}
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.25}
p{margin:.75rem 0}
a{color:var(--link)}
code{padding:.1em .35em;border-radius:.3em;background:var(--page);font-size:.95em}
dl{margin:1.25rem 0;border-top:1px solid var(--line)}
dl div{display:flex;flex-wrap:wrap;gap:0 1rem;padding:.5rem 0;border-bottom:1px solid var(--line)}
dt{flex:0 0 7rem;color:var(--quiet)}
dd{flex:1 1 12rem;margin:0}
.next{display:inline-block;padding:.6rem 1.1rem;border-radius:.5rem;background:var(--link);color:var(--on-link);font-weight:600;text-decoration:none}
footer{margin-top:1.25rem;color:var(--quiet);font-size:.9rem}
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** Nothing but the style of the page itself may be loaded. Where a form may be sent to is up to the page that has one. */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`;

/**
 * Writes a page with a title and content.
 *
 * @param hasForm whether a form of the page may be sent
 */
export function writePage(title: string, content: Html, { hasForm = false } = {}): Page {
  const { markup } = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${title} · Threadwatch</title><style>${new Html(STYLE)}</style></head>
<body><main><h1>${title}</h1>
${content}
</main></body></html>
`;
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': hasForm ? POLICY : `${POLICY}; form-action 'none'`,
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: markup,
  };
}

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

const STYLE = 'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}';

/** Writes a page with a title and content. */
export function writePage(title: string, content: Html): Page {
  const { markup } = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${new Html(STYLE)}</style></head>
<body><h1>${title}</h1>
${content}
</body></html>
`;
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    body: markup,
  };
}

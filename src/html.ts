const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup that was built here, apart from words that came from outside. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** Builds markup: html`<p>${words}</p>`. Every piece that is no `Html` itself is escaped. */
export function html(
  strings: TemplateStringsArray,
  ...pieces: readonly (string | Html | readonly Html[])[]
): Html {
  return new Html(strings.map((string, index) => string + writePiece(pieces[index] ?? '')).join(''));
}

function writePiece(piece: string | Html | readonly Html[]): string {
  if (typeof piece === 'string') return piece.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
  return piece instanceof Html ? piece.markup : piece.map(({ markup }) => markup).join('');
}

/** A whole page, and what keeps it harmless: it runs nothing, loads nothing, and nobody frames or keeps it. */
export interface Page {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const STYLE = 'body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}';

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

/** What a browser shows. */
export interface Shown {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}

/** A browser: it keeps the cookies of one site, and follows nothing by itself. */
export class Browser {
  readonly #site: string;
  readonly #cookies = new Map<string, string>();

  /** @param site where the bot's pages are reached */
  constructor(site: string) {
    this.#site = site;
  }

  get cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async open(path: string, init: RequestInit = {}): Promise<Shown> {
    const response = await fetch(new URL(path, this.#site), {
      redirect: 'manual',
      ...init,
      headers: { cookie: this.cookies },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ');
      const [name = '', value = ''] = pair.split('=', 2);
      if (attributes.some((each) => each.startsWith('Expires=Thu, 01 Jan 1970'))) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return { status: response.status, text: await response.text(), headers: response.headers };
  }

  /** Opens the page with the button. @returns where the button leads */
  async begin(): Promise<URL> {
    const { text } = await this.open('/slack/install');
    const [, href = ''] = /class="next" href="([^"]+)"/.exec(text) ?? [];
    return new URL(href.replaceAll('&amp;', '&'));
  }

  /** Comes back from Slack's page. */
  comeBack(query: Readonly<Record<string, string>>): Promise<Shown> {
    return this.open(`/slack/oauth_redirect?${new URLSearchParams(query)}`);
  }

  /** From the button to the last page. @param agree what happens on Slack's page; it returns the code */
  async install(agree: () => string): Promise<Shown> {
    const state = (await this.begin()).searchParams.get('state') ?? '';
    return this.comeBack({ code: agree(), state });
  }
}

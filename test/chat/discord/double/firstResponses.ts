import { z } from 'zod';
import { readBack } from './readBack.ts';

const EPHEMERAL = 1 << 6;
const LOADING = 1 << 7;

const responseSchema = z.object({
  type: z.number(),
  data: z.looseObject({ flags: z.number().default(0) }).optional(),
});

/** A message as it is read, or why there is none. */
export type Original = { readonly flags: number } | 'unknown webhook' | 'unknown message';

/** The first responses to interactions, each as the token of its interaction shows it. */
export class FirstResponses {
  readonly #byToken = new Map<string, Original>();

  /** @returns whether it is the first */
  add(token: string, body: unknown): boolean {
    if (this.#byToken.has(token)) return false;
    this.#byToken.set(token, readOriginal(responseSchema.parse(body)));
    return true;
  }

  /** Puts a message in place of the first response. */
  replace(token: string, body: unknown): void {
    const before = this.read(token);
    if (typeof before === 'object')
      this.#byToken.set(token, { ...readBack(body), flags: before.flags & ~LOADING });
  }

  /** @see https://docs.discord.com/developers/interactions/receiving-and-responding#get-original-interaction-response */
  read(token: string): Original {
    return this.#byToken.get(token) ?? 'unknown webhook';
  }
}

function readOriginal({ type, data }: z.infer<typeof responseSchema>): Original {
  const { flags = 0 } = data ?? {};
  switch (type) {
    case 4:
      return { ...readBack(data), flags };
    case 5:
      return { ...readBack({}), flags: flags | LOADING };
    case 6:
      // The message with the button, which shows nothing of it. We respond so in answers that one person alone sees.
      return { flags: EPHEMERAL };
    default:
      // A form and suggestions are no messages.
      return 'unknown message';
  }
}

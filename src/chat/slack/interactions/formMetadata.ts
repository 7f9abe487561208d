import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What Slack keeps with a form and sends back with it: where it was opened, and where its answer goes. */
export interface FormOrigin {
  readonly team: string;
  readonly channel: string;
  readonly user: string;
  readonly responseUrl: string;
  /** Arguments that no field shows. */
  readonly hidden: Readonly<Record<string, string>>;
}

/** Slack's limit, in characters. */
const LONGEST = 3_000;

const originSchema = z.object({
  team: z.string(),
  channel: z.string(),
  user: z.string(),
  responseUrl: z.url(),
  hidden: z.record(z.string(), z.string()),
});

/**
 * Writes and reads the metadata of forms. They are signed: a form acts only in the channel where it was opened, for the
 * person who opened it, whatever is sent.
 */
export class FormMetadata {
  readonly #secret: string;

  /** @param secret the same after a restart, so that an open form can still be sent */
  constructor(secret: string) {
    this.#secret = secret;
  }

  write(origin: FormOrigin): string {
    const json = JSON.stringify(origin);
    const written = `${this.#sign(json)}${json}`;
    const isCuttable = written.length > LONGEST && Object.keys(origin.hidden).length > 0;
    return isCuttable ? this.write({ ...origin, hidden: {} }) : written;
  }

  /** @returns `undefined` where it is not ours */
  read(written: string): FormOrigin | undefined {
    const start = written.indexOf('{');
    const [signature, json] = [written.slice(0, Math.max(0, start)), written.slice(start)];
    const expected = this.#sign(json);
    if (signature.length !== expected.length) return undefined;
    if (!timingSafeEqual(Buffer.from(signature, 'latin1'), Buffer.from(expected, 'latin1'))) return undefined;
    return originSchema.safeParse(JSON.parse(json)).data;
  }

  #sign(json: string): string {
    return createHmac('sha256', this.#secret).update(`form ${json}`).digest('hex');
  }
}

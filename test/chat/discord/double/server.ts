import { z } from 'zod';
import type { Call, DiscordDouble } from './discordDouble.ts';
import { interaction, type Requester } from './payloads.ts';

const shownSchema = z.object({
  content: z.string().optional(),
  embeds: z.array(
    z.object({
      description: z.string(),
      color: z.number(),
      footer: z.object({ text: z.string() }).optional(),
    }),
  ),
  components: z.array(
    z.object({ components: z.array(z.object({ label: z.string(), custom_id: z.string() })) }),
  ),
  nonce: z.string().optional(),
});
const callbackSchema = z.object({
  type: z.number(),
  data: z
    .looseObject({
      flags: z.number().optional(),
      choices: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
    })
    .optional(),
});

/** A message as a person sees it. */
export interface Shown {
  readonly text: string;
  readonly buttons: readonly { readonly label: string; readonly id: string }[];
  readonly nonce: string | undefined;
}

export function readShown(body: unknown): Shown {
  const { content = '', embeds, components, nonce } = shownSchema.parse(body);
  const text = embeds.map(({ description, footer }) => [description, footer?.text ?? ''].join('\n'));
  const buttons = components.flatMap((row) => row.components);
  return {
    text: [content, ...text].join('\n').trim(),
    buttons: buttons.map(({ label, custom_id: id }) => ({ label, id })),
    nonce,
  };
}

/** The bot's first response to an interaction. */
export interface Acknowledgement {
  /** Discord's type of it: 4 an answer, 5 an answer to come, 6 a change of the message to come, 8 suggestions. */
  readonly type: number;
  readonly ephemeral: boolean;
  readonly choices: readonly { readonly name: string; readonly value: string }[];
  /** From the event to the response, ms. */
  readonly took: number;
  readonly call: Call;
}

/** The people of a server, who type and press. */
export class Server {
  readonly #double: DiscordDouble;

  constructor(double: DiscordDouble) {
    this.#double = double;
  }

  /** Types `/threads …`, and reads the answer. */
  async type(command: string, args: Record<string, string> = {}, requester: Requester = {}): Promise<Shown> {
    return this.answerTo(this.sendTyped(command, args, requester));
  }

  /** Types it, and does not wait for an answer. @returns the interaction's id */
  sendTyped(
    command: string,
    args: Record<string, string> = {},
    requester: Requester = {},
    more: object = {},
  ): string {
    return this.send(2, typed(command, args), requester, more);
  }

  /** Presses a button of a message, by its label. */
  async press({ buttons }: Shown, label: string, requester: Requester = {}): Promise<Shown> {
    const id = buttons.find((button) => button.label === label)?.id;
    if (id === undefined) throw new Error(`no button ${label} among ${buttons.map((each) => each.label)}`);
    return this.answerTo(this.sendPress(id, requester));
  }

  sendPress(customId: string, requester: Requester = {}, messageFlags = 64): string {
    const message = { id: this.#double.nextId(), channel_id: '1', flags: messageFlags, author: { id: '1' } };
    const data = { component_type: 2, custom_id: customId };
    return this.send(3, data, requester, { message });
  }

  /** Types into an option, and reads the suggestions. */
  async complete(command: string, option: string, args: Record<string, string>, requester: Requester = {}) {
    return (await this.acknowledgementOf(this.send(4, typed(command, args, option), requester))).choices;
  }

  /** @returns the interaction's id */
  send(type: number, data: unknown, requester: Requester, more: object = {}): string {
    const id = this.#double.nextId();
    sentAt.set(id, this.#double.now());
    this.#double.gateway.dispatch('INTERACTION_CREATE', {
      type,
      data,
      ...interaction(id, requester),
      ...more,
    });
    return id;
  }

  async acknowledgementOf(id: string): Promise<Acknowledgement> {
    const call = await this.#double.calls.next(({ route, parts }) => route === 'callback' && parts[0] === id);
    const { type, data } = callbackSchema.parse(call.body);
    return {
      type,
      ephemeral: ((data?.flags ?? 0) & 64) !== 0,
      choices: data?.choices ?? [],
      took: call.at - (sentAt.get(id) ?? 0),
      call,
    };
  }

  /** The final answer. */
  async answerTo(id: string): Promise<Shown> {
    const { type, call } = await this.acknowledgementOf(id);
    if (type === 4) return readShown(z.object({ data: z.unknown() }).parse(call.body).data);
    const reply = await this.#double.calls.next(
      ({ route, parts }) => route === 'reply' && parts[0] === `interaction-token-${id}`,
    );
    return readShown(reply.body);
  }

  /** Resolves once a message with these words is posted or edited in a channel. */
  async message(words: string | RegExp, { from = 0, channel }: { from?: number; channel?: string } = {}) {
    const call = await this.#double.calls.next(
      ({ route, parts, status, body }) =>
        (route === 'post' || route === 'edit') &&
        status < 300 &&
        (channel === undefined || parts[0] === channel) &&
        contains(readShown(body).text, words),
      from,
    );
    return {
      ...readShown(call.body),
      message: call.message ?? '',
      route: call.route,
      channel: call.parts[0],
    };
  }
}

const sentAt = new Map<string, number>();

function contains(text: string, words: string | RegExp): boolean {
  return typeof words === 'string' ? text.includes(words) : words.test(text);
}

/** The data of `/threads …`; `focused` is the option that is being typed. */
export function typed(command: string, args: Record<string, string>, focused?: string): object {
  const options = Object.entries(args).map(([name, value]) => ({
    type: 3,
    name,
    value,
    ...(name === focused && { focused: true }),
  }));
  return { id: '1', type: 1, name: 'threads', options: [{ type: 1, name: command, options }] };
}

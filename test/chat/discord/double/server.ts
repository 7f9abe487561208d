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
    z.object({
      components: z.array(
        z.object({
          type: z.number(),
          label: z.string().default(''),
          placeholder: z.string().default(''),
          custom_id: z.string(),
          options: z.array(z.object({ value: z.string(), default: z.boolean() })).optional(),
          default_values: z.array(z.object({ id: z.string() })).default([]),
        }),
      ),
    }),
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
  readonly selects: readonly ShownSelect[];
  readonly nonce: string | undefined;
}

/** A select under a message. */
export interface ShownSelect {
  readonly label: string;
  readonly id: string;
  readonly type: number;
  /** What there is to choose; `undefined` where Discord offers it. */
  readonly choices: readonly string[] | undefined;
  readonly chosen: readonly string[];
}

export function readShown(body: unknown): Shown {
  const { content = '', embeds, components, nonce } = shownSchema.parse(body);
  const text = embeds.map(({ description, footer }) => [description, footer?.text ?? ''].join('\n'));
  const all = components.flatMap((row) => row.components);
  const buttons = all.filter(({ type }) => type === 2);
  const selects = all.filter(({ type }) => type !== 2);
  return {
    text: [content, ...text].join('\n').trim(),
    buttons: buttons.map(({ label, custom_id: id }) => ({ label, id })),
    selects: selects.map(({ placeholder, custom_id: id, type, options, default_values }) => ({
      label: placeholder,
      id,
      type,
      choices: options?.map(({ value }) => value),
      chosen:
        options?.filter((option) => option.default).map(({ value }) => value) ??
        default_values.map((value) => value.id),
    })),
    nonce,
  };
}

/** The bot's first response to an interaction. */
export interface Acknowledgement {
  /** Discord's type of it: 4 an answer, 5 an answer to come, 6 a change of the message to come, 8 suggestions, 9 a modal. */
  readonly type: number;
  readonly ephemeral: boolean;
  readonly choices: readonly { readonly name: string; readonly value: string }[];
  /** From the event to the response, ms. */
  readonly took: number;
  readonly call: Call;
}

const modalSchema = z.object({
  custom_id: z.string(),
  title: z.string(),
  components: z.array(
    z.object({
      label: z.string(),
      description: z.string().optional(),
      component: z.object({
        type: z.number(),
        custom_id: z.string(),
        required: z.boolean(),
        value: z.string().default(''),
        options: z.array(z.object({ value: z.string(), default: z.boolean() })).optional(),
      }),
    }),
  ),
});

/** A modal as a person sees it. */
export interface Modal {
  readonly id: string;
  readonly title: string;
  readonly fields: readonly ModalField[];
}

export interface ModalField {
  readonly name: string;
  readonly hint: string | undefined;
  readonly isRequired: boolean;
  /** What it is filled in with, or what is chosen. */
  readonly value: string;
  /** What there is to choose; `undefined` of a text. */
  readonly choices: readonly string[] | undefined;
}

function readModal(body: unknown): Modal {
  const { custom_id: id, title, components } = z.object({ data: modalSchema }).parse(body).data;
  const fields = components.map(({ description, component }) => ({
    name: component.custom_id,
    hint: description,
    isRequired: component.required,
    value: component.options?.find((option) => option.default)?.value ?? component.value,
    choices: component.options?.map(({ value }) => value),
  }));
  return { id, title, fields };
}

/** A message as Discord sends it along with a command that is chosen on it. */
export interface Target {
  readonly content?: string;
  readonly embeds?: readonly object[];
  readonly components?: readonly object[];
  readonly message_snapshots?: readonly object[];
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

  /** Chooses in a select of an answer, by its label. */
  async choose(
    { selects }: Shown,
    label: string,
    values: readonly string[],
    requester: Requester = {},
  ): Promise<Shown> {
    const select = selects.find((each) => each.label === label);
    if (select === undefined)
      throw new Error(`no select ${label} among ${selects.map((each) => each.label)}`);
    return this.answerTo(this.sendChoice(select, values, requester));
  }

  sendChoice(
    { id, type }: Pick<ShownSelect, 'id' | 'type'>,
    values: readonly string[],
    requester: Requester = {},
  ): string {
    const message = { id: this.#double.nextId(), channel_id: '1', flags: 64, author: { id: '1' } };
    return this.send(3, { component_type: type, custom_id: id, values }, requester, { message });
  }

  sendPress(customId: string, requester: Requester = {}, messageFlags = 64): string {
    const message = { id: this.#double.nextId(), channel_id: '1', flags: messageFlags, author: { id: '1' } };
    const data = { component_type: 2, custom_id: customId };
    return this.send(3, data, requester, { message });
  }

  /** Chooses a command on a message. @returns the interaction's id */
  sendChosen(name: string, target: Target, requester: Requester = {}): string {
    const id = this.#double.nextId();
    const message = {
      id,
      type: 0,
      channel_id: '1',
      author: { id: '1400000000000000077', username: 'bob' },
      timestamp: '2026-11-25T20:00:00.000000+00:00',
      content: '',
      embeds: [],
      attachments: [],
      mentions: [],
      ...target,
    };
    const data = { id: '1', type: 3, name, target_id: id, resolved: { messages: { [id]: message } } };
    return this.send(2, data, requester);
  }

  /** The modal that an interaction opened, as the first response to it. */
  async modalOf(id: string): Promise<Modal> {
    const { type, call } = await this.acknowledgementOf(id);
    if (type !== 9) throw new Error(`no modal was opened, but ${JSON.stringify(call.body)}`);
    return readModal(call.body);
  }

  /** Sends a modal: what it is filled in with, and in its place what is typed. @returns the interaction's id */
  sendModal(
    { id, fields }: Modal,
    typed: Readonly<Record<string, string>>,
    requester: Requester = {},
  ): string {
    const components = fields.map(({ name, value, choices }, index) => {
      const filledIn = typed[name] ?? value;
      const input = choices
        ? { type: 3, values: filledIn === '' ? [] : [filledIn] }
        : { type: 4, value: filledIn };
      return { type: 18, id: 2 * index + 1, component: { ...input, id: 2 * index + 2, custom_id: name } };
    });
    return this.send(5, { custom_id: id, components }, requester);
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

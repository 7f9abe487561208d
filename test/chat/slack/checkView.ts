/** Slack's limits for forms, in UTF-16 units. https://docs.slack.dev/reference/views/modal-views */
const TITLE = 24;
const CALLBACK = 255;
const METADATA = 3_000;
const BLOCKS = 100;
const LABEL = 2_000;
const PLACEHOLDER = 150;
const CHOICES = 100;
const CHOICE = 75;
const VALUE = 3_000;

interface Plain {
  readonly type: string;
  readonly text: string;
}

interface Choice {
  readonly text: Plain;
  readonly value: string;
}

interface SentInput {
  readonly type: string;
  readonly action_id: string;
  readonly placeholder?: Plain;
  readonly initial_value?: string;
  readonly max_length?: number;
  readonly options?: readonly Choice[];
  readonly initial_option?: Choice;
}

export interface SentView {
  readonly type: string;
  readonly callback_id: string;
  readonly private_metadata: string;
  readonly title: Plain;
  readonly submit: Plain;
  readonly close: Plain;
  readonly blocks: readonly {
    readonly type: string;
    readonly block_id: string;
    readonly optional: boolean;
    readonly label: Plain;
    readonly hint?: Plain;
    readonly element: SentInput;
  }[];
}

/** What becomes of a form that was sent. */
export interface ViewResponse {
  readonly response_action?: 'errors' | 'update';
  readonly errors?: Readonly<Record<string, string>>;
  readonly view?: { readonly blocks: readonly unknown[] };
}

/** What Slack would refuse of a form. */
export function checkView(view: SentView): string[] {
  const { type, callback_id, private_metadata, title, submit, close, blocks } = view;
  const ids = blocks.map(({ block_id }) => block_id);
  return [
    ...(type === 'modal' ? [] : [`a view of type ${type}`]),
    ...[title, submit, close].flatMap((words) => checkPlain(words, TITLE)),
    ...(callback_id.length > 0 && callback_id.length <= CALLBACK ? [] : ['callback_id']),
    ...(private_metadata.length <= METADATA ? [] : ['private_metadata']),
    ...(blocks.length > 0 && blocks.length <= BLOCKS ? [] : [`${blocks.length} blocks`]),
    ...(new Set(ids).size === ids.length ? [] : ['a block_id twice']),
    ...blocks.flatMap(({ type: kind, label, hint, element }) => [
      ...(kind === 'input' ? [] : [`a block of type ${kind} in a form`]),
      ...[label, ...(hint ? [hint] : [])].flatMap((words) => checkPlain(words, LABEL)),
      ...checkInput(element),
    ]),
  ];
}

function checkInput(input: SentInput): string[] {
  const { type, placeholder, initial_value = '', max_length = VALUE, options, initial_option } = input;
  const isKnown = type === 'plain_text_input' || type === 'static_select';
  return [
    ...(isKnown ? [] : [`an input of type ${type}`]),
    ...(placeholder ? checkPlain(placeholder, PLACEHOLDER) : []),
    ...(max_length >= 1 && max_length <= VALUE ? [] : ['max_length']),
    ...(initial_value.length <= max_length ? [] : ['initial_value']),
    ...(options && (options.length === 0 || options.length > CHOICES) ? [`${options.length} choices`] : []),
    ...(options ?? []).flatMap(({ text, value }) => [
      ...checkPlain(text, CHOICE),
      ...(value.length > 0 && value.length <= CHOICE ? [] : ['the value of a choice']),
    ]),
    ...(initial_option && !options?.some(({ value }) => value === initial_option.value)
      ? ['a choice that is none']
      : []),
  ];
}

function checkPlain({ type, text }: Plain, longest: number): string[] {
  return [
    ...(type === 'plain_text' ? [] : [`${type} in a form`]),
    ...(text.trim() !== '' && text.length <= longest && text.isWellFormed() ? [] : [`a text: ${text}`]),
  ];
}

import type { types } from '@slack/bolt';
import type { ShownField, ShownForm } from '../../../../commands/fillForm.ts';
import type { Card } from '../../../messages/card.ts';
import { callbackIdOf } from './callbackId.ts';
import { VIEW_LIMITS } from './limits.ts';
import { renderBlocks } from './renderBlocks.ts';
import { renderLine, type TextOptions } from './renderInline.ts';

/** A form as a modal. @param metadata what Slack sends back with it */
export function renderView({ command, fields }: ShownForm, metadata: string): types.ModalView {
  const { form } = command;
  return {
    type: 'modal',
    callback_id: callbackIdOf(command),
    private_metadata: metadata,
    title: plain(form.title, VIEW_LIMITS.title),
    submit: plain(form.submit, VIEW_LIMITS.title),
    close: plain('Cancel', VIEW_LIMITS.title),
    blocks: fields.map(renderField),
  };
}

function renderField(field: ShownField): types.InputBlock {
  return {
    type: 'input',
    block_id: field.option,
    optional: !field.isRequired,
    label: plain(field.label, VIEW_LIMITS.label),
    ...(field.hint !== undefined && { hint: plain(field.hint, VIEW_LIMITS.label) }),
    element: renderInput(field),
  };
}

function renderInput({ option, placeholder, value, input }: ShownField): types.InputBlock['element'] {
  const common = {
    action_id: option,
    ...(placeholder !== undefined && { placeholder: plain(placeholder, VIEW_LIMITS.placeholder) }),
  };
  if (input.kind === 'choice') {
    const options = input.choices.map((choice) => ({
      text: plain(choice.label, VIEW_LIMITS.choice),
      value: choice.value,
    }));
    const chosen = options.find((choice) => choice.value === value);
    return { ...common, type: 'static_select', options, ...(chosen && { initial_option: chosen }) };
  }
  const longest = Math.min(input.longest, VIEW_LIMITS.value);
  return {
    ...common,
    type: 'plain_text_input',
    multiline: input.isLong,
    max_length: longest,
    ...(value !== '' && { initial_value: value.slice(0, longest).toWellFormed() }),
  };
}

/** A refusal in place of the form that was sent. */
export function renderRefusal(card: Card, options: TextOptions): types.ModalView {
  return {
    type: 'modal',
    title: plain('Threadwatch', VIEW_LIMITS.title),
    close: plain('Close', VIEW_LIMITS.title),
    blocks: renderBlocks({ ...card, buttons: [] }, options),
  };
}

/** What is wrong with a field, below it. */
export function renderProblem({ title }: Card, options: TextOptions): string {
  return renderLine(title, 'plain', options, VIEW_LIMITS.problem).trim();
}

function plain(words: string, longest: number): types.PlainTextElement {
  return {
    type: 'plain_text',
    text: renderLine([words], 'plain', { commandName: '' }, longest),
    emoji: false,
  };
}

import type { types } from '@slack/bolt';
import type { Select, Settings } from '../../../messages/card.ts';
import { writeButtonValue } from './buttonValue.ts';
import { LIMITS, VIEW_LIMITS } from './limits.ts';
import { renderLine, type TextOptions } from './renderInline.ts';

const USER_ID = /^[UW][A-Z0-9]{2,20}$/;

/** Selects, each beside its label. One whose action does not fit is left out. */
export function renderSettings({ selects }: Settings, options: TextOptions): types.SectionBlock[] {
  return selects.flatMap((select) => {
    const accessory = renderSelect(select);
    if (accessory === undefined) return [];
    const label = renderLine(
      [{ kind: 'strong', text: select.label }],
      'mrkdwn',
      options,
      LIMITS.buttonText * 2,
    );
    return [{ type: 'section', text: { type: 'mrkdwn', text: label, verbatim: true }, accessory }];
  });
}

function renderSelect({
  command,
  args,
  option,
  from,
  chosen,
  called,
  most,
}: Select): types.StaticSelect | types.MultiStaticSelect | types.MultiUsersSelect | undefined {
  // A select carries no value: its action stands in its id.
  const action_id = writeButtonValue({ command, args, picks: option });
  if (action_id === undefined || action_id.length > LIMITS.actionId) return undefined;
  if (from === 'callable') {
    // A user group can't be offered without a scope that reads them: it is typed, and shown in the text alone.
    const person = called?.kind === 'person' && USER_ID.test(called.id) ? called.id : undefined;
    return {
      type: 'multi_users_select',
      action_id,
      max_selected_items: most,
      placeholder: plain('Nobody'),
      ...(person !== undefined && { initial_users: [person] }),
    };
  }
  const options = from
    .slice(0, VIEW_LIMITS.choices)
    .map(({ value, label }) => ({ text: plain(label), value }));
  const initial = options.filter(({ value }) => chosen.includes(value));
  if (most === 1) {
    const [first] = initial;
    return { type: 'static_select', action_id, options, ...(first && { initial_option: first }) };
  }
  return {
    type: 'multi_static_select',
    action_id,
    options,
    placeholder: plain('None'),
    ...(initial.length > 0 && { initial_options: initial }),
  };
}

function plain(words: string): types.PlainTextElement {
  return {
    type: 'plain_text',
    text: renderLine([words], 'plain', { commandName: '' }, VIEW_LIMITS.choice).trim() || '…',
    emoji: false,
  };
}

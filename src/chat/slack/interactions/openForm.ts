import type { types } from '@slack/bolt';
import { type FormCommand, showForm, writeFilledIn } from '../../../../commands/fillForm.ts';
import type { FormStart } from '../../../../commands/form.ts';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import type { Bot } from '../../platform.ts';
import { VIEW_LIMITS } from '../render/limits.ts';
import { renderView } from '../render/renderView.ts';
import type { FormMetadata } from './formMetadata.ts';
import { formNotOpened } from './requestRefusals.ts';
import type { SlackRequest } from './slackRequest.ts';

export interface FormParts {
  readonly metadata: FormMetadata;
  /** Shows a form to the person whose action the trigger is of. @throws where Slack does not open it */
  readonly open: (triggerId: string, view: types.ModalView) => Promise<void>;
}

/** Opens a form for a person. @returns the answer where Slack does not open it */
export async function openForm(
  { channel, person, responseUrl, triggerId }: SlackRequest,
  { command, start }: { readonly command: FormCommand; readonly start: FormStart },
  { bot, forms, log }: { readonly bot: Bot; readonly forms: FormParts; readonly log: Log },
): Promise<Card | undefined> {
  const accountNames = bot.accountNames(channel.workspace);
  const form = showForm(command, start, { accountNames, mostChoices: VIEW_LIMITS.choices });
  const metadata = forms.metadata.write({
    team: channel.workspace,
    channel: channel.id,
    user: person.id,
    responseUrl,
    hidden: form.hidden,
  });
  try {
    if (triggerId === undefined) throw new Error('Slack sent no trigger');
    await forms.open(triggerId, renderView(form, metadata));
    return undefined;
  } catch (err) {
    log.warn({ err, channel }, 'Slack did not open a form');
    const isBegun = Object.keys(start.args).length > 0;
    return formNotOpened(isBegun ? writeFilledIn(command, start.args) : command.example);
  }
}

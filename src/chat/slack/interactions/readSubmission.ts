import { type FormCommand, hasForm, readFilledIn } from '../../../../commands/fillForm.ts';
import type { Card } from '../../../messages/card.ts';
import { callbackIdOf } from '../render/callbackId.ts';
import type { FormMetadata } from './formMetadata.ts';
import { viewSubmissionSchema } from './payloads.ts';
import { findStranger, nameOf, type ReadOptions, readRequester, teamOf } from './readRequester.ts';
import { formRefused } from './requestRefusals.ts';
import type { SlackRequest } from './slackRequest.ts';

export type Submission =
  | { readonly kind: 'request'; readonly request: SlackRequest }
  /** The form stays open, and shows each card at its field. */
  | { readonly kind: 'problems'; readonly problems: ReadonlyMap<string, Card> }
  | { readonly kind: 'refuse'; readonly card: Card };

/** Reads a form that a person sent. Nothing is looked up, so that its mistakes can be named in the acknowledgement. */
export function readSubmission(body: unknown, metadata: FormMetadata, options: ReadOptions): Submission {
  const payload = viewSubmissionSchema.safeParse(body).data;
  const origin = payload && metadata.read(payload.view.private_metadata);
  const command = options.commands
    .filter(hasForm)
    .find((each) => callbackIdOf(each) === payload?.view.callback_id);
  if (payload === undefined || origin === undefined || command === undefined)
    return { kind: 'refuse', card: formRefused() };
  const stranger = findStranger(payload, options);
  if (stranger !== undefined) return { kind: 'refuse', card: stranger };
  if (origin.team !== teamOf(payload) || origin.user !== payload.user.id)
    return { kind: 'refuse', card: formRefused() };
  const values = readValues(payload.view.state.values);
  return read(command, { ...origin.hidden, ...values }, new Set(Object.keys(values)), {
    ...readRequester(origin.team, origin.channel, origin.user, options),
    personName: nameOf(payload),
    responseUrl: origin.responseUrl,
    replaces: false,
  });
}

function read(
  command: FormCommand,
  values: Readonly<Record<string, string>>,
  fields: ReadonlySet<string>,
  rest: Omit<SlackRequest, 'content'>,
): Submission {
  const { args, problems } = readFilledIn(command, values);
  const [first] = problems;
  if (first === undefined) {
    const action = { command: command.name, args };
    return { kind: 'request', request: { ...rest, content: { kind: 'run', action, isEmptyLine: false } } };
  }
  const atFields = problems.filter(({ option }) => fields.has(option));
  if (atFields.length === 0) return { kind: 'refuse', card: first.error.card };
  return { kind: 'problems', problems: new Map(atFields.map(({ option, error }) => [option, error.card])) };
}

type Values = Readonly<
  Record<
    string,
    Readonly<
      Record<
        string,
        {
          readonly value?: string | null | undefined;
          readonly selected_option?: { readonly value: string } | null | undefined;
        }
      >
    >
  >
>;

/** Each input stands in a block that is named after its option. */
function readValues(blocks: Values): Record<string, string> {
  const values = Object.entries(blocks).map(([option, inputs]) => {
    const [input] = Object.values(inputs);
    return [option, input?.selected_option?.value ?? input?.value ?? ''] as const;
  });
  return Object.fromEntries(values);
}

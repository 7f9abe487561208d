import type { Command, Person } from '../../../../commands/command.ts';
import { type FormCommand, hasForm, hasFormFor, needsForm } from '../../../../commands/fillForm.ts';
import { writeLine } from '../../../../commands/writeLine.ts';
import { channelKey } from '../../../channelRef.ts';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import { code, text } from '../../../messages/text.ts';
import { answerOncePosted } from '../../answerOncePosted.ts';
import type { ButtonAction } from '../../buttonAction.ts';
import type { DeliveryFailures } from '../../deliveryFailures.ts';
import { type Bot, LeftToOwnerError } from '../../platform.ts';
import type { RenderOptions } from '../render/renderBlocks.ts';
import type { TextOptions } from '../render/renderInline.ts';
import { type Message, renderBoth, renderMessage } from '../render/renderMessage.ts';
import { type FormParts, openForm } from './openForm.ts';
import { postFailed } from './postFailed.ts';
import { formRefused } from './requestRefusals.ts';
import { respond } from './respond.ts';
import type { ReadRequest, SlackRequest } from './slackRequest.ts';

export interface AnswerParts {
  readonly bot: Bot;
  readonly textOptions: TextOptions;
  readonly deliveryFailures: DeliveryFailures;
  readonly log: Log;
  readonly forms: FormParts;
  readonly fetch: typeof fetch;
}

/** Runs what a person asked for, and answers them; rejects with a `LeftToOwnerError` alone. */
export async function answerRequest(request: SlackRequest, parts: AnswerParts): Promise<void> {
  try {
    await answer(request, parts);
  } catch (err) {
    if (err instanceof LeftToOwnerError) throw err;
    parts.log.warn({ err, channel: request.channel }, 'a person in Slack could not be answered');
  }
}

/** Answers with a card where nothing is run; never rejects. */
export async function refuseRequest(
  request: ReadRequest,
  card: Card,
  { textOptions, fetch, log }: Pick<AnswerParts, 'textOptions' | 'fetch' | 'log'>,
): Promise<void> {
  try {
    await send(request, renderMessage(card, textOptions), fetch);
  } catch (err) {
    log.warn({ err, channel: request.channel }, 'a person in Slack could not be answered');
  }
}

async function answer(request: SlackRequest, parts: AnswerParts): Promise<void> {
  const { bot, textOptions, fetch } = parts;
  const { content } = request;
  const show = (card: Card): Promise<void> => send(request, renderMessage(card, textOptions), fetch);
  if (content.kind === 'open') {
    const begun = bot.commands.find(({ name }) => name === content.command);
    if (!hasForm(begun)) return show(formRefused());
    const failure = await openForm(request, { command: begun, start: content.start }, parts);
    return failure && show(failure);
  }
  const { action, isEmptyLine } = content;
  const command = bot.commands.find(({ name }) => name === action.command);
  if (opensForm(request, action, command)) {
    const failure = await openForm(request, { command, start: { args: action.args } }, parts);
    return failure && show(failure);
  }
  if (command?.posts) return answerPosting(request, action, command, parts);

  const card = await run(request, action, bot);
  const options = optionsFor(action, parts);
  const second = isEmptyLine ? bot.commands.find(({ emptyLine }) => emptyLine === 'follows') : undefined;
  if (second === undefined) await send(request, renderMessage(card, options), fetch);
  else {
    const next = { command: second.name, args: {} };
    const secondCard = await run(request, next, bot);
    await send(request, renderBoth([card, secondCard], [options, optionsFor(next, parts)]), fetch);
  }
  await bot.deliver(request.channel);
}

/** Whether the command's form is opened. A form that was sent is run whatever it lacks. */
function opensForm(
  { triggerId, person }: SlackRequest,
  action: ButtonAction,
  command: Command | undefined,
): command is FormCommand {
  if (triggerId === undefined) return false;
  return (
    needsForm(command, action.args, person) || (action.opensForm === true && hasFormFor(command, person))
  );
}

/** Slack does not tell an app which channels it is in. Only the message that is posted shows it. */
function answerPosting(
  request: SlackRequest,
  action: ButtonAction,
  command: Command,
  parts: AnswerParts,
): Promise<void> {
  const { bot, deliveryFailures, log, fetch } = parts;
  const { channel, person } = request;
  const options = optionsFor(action, parts);
  return answerOncePosted({
    deliveryFailures,
    channel: channelKey(channel),
    person: person.id,
    run: () => run(request, action, bot),
    deliver: () =>
      bot.deliver(channel).catch((err) => log.error({ err }, 'notifications could not be delivered')),
    showAnswer: (card) => send(request, renderMessage(card, options), fetch),
    showFailure: (error) =>
      send(request, renderMessage(postFailed(error, writeLine(command, action.args)), options), fetch),
  });
}

/** How the answer to a command is rendered: a list is turned page by page by running the command again. */
function optionsFor(action: ButtonAction, { bot, textOptions }: AnswerParts): RenderOptions {
  const command = bot.commands.find(({ name }) => name === action.command);
  return { ...textOptions, paging: command?.pages ? action : undefined };
}

function run(
  { channel, channelName, person }: SlackRequest,
  { command, args }: ButtonAction,
  bot: Bot,
): Promise<Card> {
  return bot.dispatch({ command, args, channel, channelName, person: withManagers(person) });
}

/** Slack does not show who the managers are. */
function withManagers(person: Person): Person {
  const managersAre = text`in Slack, those whose ids the operator lists in MANAGERS; yours is ${code(person.id)}`;
  return { ...person, managersAre };
}

function send(
  { responseUrl, replaces }: Pick<SlackRequest, 'responseUrl' | 'replaces'>,
  message: Message,
  fetch: AnswerParts['fetch'],
): Promise<void> {
  return respond(responseUrl, { ...message, replaces }, fetch);
}

import { InteractionResponseType } from 'discord-api-types/v10';
import { hasForm, showForm } from '../../../../commands/fillForm.ts';
import type { Log } from '../../../log.ts';
import type { Card } from '../../../messages/card.ts';
import { answerOncePosted } from '../../answerOncePosted.ts';
import type { DeliveryFailures } from '../../deliveryFailures.ts';
import { type ForwardedRequest, readBody } from '../../forwardedRequest.ts';
import { InProgress } from '../../inProgress.ts';
import { type Bot, LeftToOwnerError } from '../../platform.ts';
import { MOST_CHOICES, renderModal } from '../render/renderModal.ts';
import { describeFault } from '../rest/describeFault.ts';
import { complete } from './complete.ts';
import {
  discordRequestSchema,
  type OpenRequest,
  type RunRequest,
  type SuggestRequest,
} from './discordRequest.ts';
import { postFailed, unknownForm } from './refusals.ts';
import { type Replies, reportFailure } from './replies.ts';

export interface RequestAnswererOptions {
  readonly replies: Replies;
  readonly deliveryFailures: DeliveryFailures;
  readonly log: Log;
}

/** The answering side: runs what was asked for, and answers each for the person alone, by Discord's REST API. */
export class RequestAnswerer {
  readonly #options: RequestAnswererOptions;
  readonly #inProgress = new InProgress();

  constructor(options: RequestAnswererOptions) {
    this.#options = options;
  }

  /** Rejects with a `LeftToOwnerError` alone. */
  answer(request: ForwardedRequest, bot: Bot): Promise<void> {
    const { log } = this.#options;
    return this.#inProgress.add(
      this.#answer(request, bot).catch((error: unknown) => {
        if (error instanceof LeftToOwnerError) throw error;
        reportFailure(error, log);
      }),
    );
  }

  /** Resolves when all requests are answered, or after `longest` ms. */
  drain(longest: number): Promise<void> {
    return this.#inProgress.drain(longest);
  }

  async #answer(forwarded: ForwardedRequest, bot: Bot): Promise<void> {
    const request = readBody(discordRequestSchema, forwarded);
    switch (request.kind) {
      case 'run':
        return this.#run(request, bot);
      case 'open':
        return this.#open(request, bot);
      case 'suggest':
        return this.#suggest(request, bot);
    }
  }

  async #suggest({ typed, channel, target }: SuggestRequest, bot: Bot): Promise<void> {
    const { replies, log } = this.#options;
    const choices = await complete(typed, channel, bot).catch((error: unknown) => {
      log.warn({ fault: describeFault(error) }, 'an option could not be completed');
      return [];
    });
    await replies.suggest(target, choices);
  }

  #open({ command: name, start, channel, target }: OpenRequest, bot: Bot): Promise<void> {
    const { replies } = this.#options;
    const command = bot.commands.find((each) => each.name === name);
    if (!hasForm(command)) return replies.refuse(target, unknownForm(), bot.commandName);
    const accountNames = bot.accountNames(channel.workspace);
    const data = renderModal(showForm(command, start, { accountNames, mostChoices: MOST_CHOICES }));
    return replies.respond(target, { type: InteractionResponseType.Modal, data });
  }

  async #run({ action, channel, channelName, person, target }: RunRequest, bot: Bot): Promise<void> {
    const { replies, deliveryFailures, log } = this.#options;
    const { commandName } = bot;
    const command = bot.commands.find(({ name }) => name === action.command);
    const paging = command?.pages ? action : undefined;
    const show = (card: Card): Promise<void> =>
      replies.show(target, card, { commandName, paging, settingsPage: action.page });
    const run = (): Promise<Card> =>
      bot.dispatch({ command: action.command, args: action.args, channel, channelName, person });
    if (!command?.posts) {
      await show(await run());
      return await bot.deliver(channel);
    }
    await answerOncePosted({
      deliveryFailures,
      channel: channel.id,
      person: person.id,
      run,
      deliver: () => bot.deliver(channel).catch((error: unknown) => reportFailure(error, log)),
      showAnswer: show,
      showFailure: (error) => show(postFailed(error)),
    });
  }
}

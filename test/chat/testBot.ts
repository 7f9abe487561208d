import { Writable } from 'node:stream';
import type { Command } from '../../commands/command.ts';
import type { Invocation } from '../../commands/invocation.ts';
import { commandTable } from '../../commands/table.ts';
import { type ForwardedRequest, forwardedRequestSchema } from '../../src/chat/forwardedRequest.ts';
import type { Bot, FinalPlatformError, Platform, PlatformOptions } from '../../src/chat/platform.ts';
import { Faults } from '../../src/faults.ts';
import { createLog } from '../../src/log.ts';
import type { Card } from '../../src/messages/card.ts';
import { text } from '../../src/messages/text.ts';
import { Secrets } from '../../src/secrets.ts';
import { ChangeSignal } from '../support/changeSignal.ts';

export const CARD: Card = { tone: 'good', title: text`A card`, body: [text`Its body`], buttons: [] };

/** A real platform in the test's own process. Its bot records invocations, and runs no command. */
export class TestBot {
  readonly platform: Platform;
  readonly invocations: Invocation[] = [];
  /** The workspaces that the platform left, and why. */
  readonly left: { readonly workspace: string; readonly reason: string }[] = [];
  /** The workspaces that the platform bound. */
  readonly bound: string[] = [];
  readonly faults = new Faults();
  readonly finals: FinalPlatformError[] = [];
  readonly logged: string[] = [];
  readonly events = new ChangeSignal();
  /** The command table that the platform gets. */
  commands: readonly Command[] = commandTable;
  /** The answer to each invocation. */
  answer: (invocation: Invocation) => Card | Promise<Card> = () => CARD;
  deliver: () => Promise<void> = async () => undefined;
  /** Takes what people ask for here; by default, this platform answers it. */
  onRequest = (request: ForwardedRequest): Promise<void> => this.answerRequest(request);
  /** Whether what takes requests here takes each once. */
  takesEachOnce = false;

  constructor(create: (options: PlatformOptions) => Platform) {
    const destination = new Writable({
      write: (line, _encoding, done) => {
        this.logged.push(String(line));
        this.events.notify();
        done();
      },
    });
    const log = createLog({ level: 'debug', secrets: new Secrets(), destination });
    this.platform = create({
      log,
      managers: new Set(),
      faults: this.faults,
      onFinal: (error) => {
        this.finals.push(error);
        this.events.notify();
      },
    });
  }

  start(): Promise<void> {
    return this.platform.start({
      commands: this.commands,
      commandName: 'threads',
      onRequest: (request) => this.onRequest(request),
      takesEachOnce: this.takesEachOnce,
      onWorkspace: (workspace) => void this.bound.push(workspace),
      onRemoved: async ({ workspace }, { message: reason }) => {
        this.left.push({ workspace, reason });
        this.events.notify();
      },
      onConnected: () => void this.deliver(),
    });
  }

  /** Answers a request as it comes out of a queue, whoever received it. */
  answerRequest(request: ForwardedRequest): Promise<void> {
    const read = forwardedRequestSchema.parse(JSON.parse(JSON.stringify(request)));
    return this.platform.answer(read, this.#bot);
  }

  get #bot(): Bot {
    return {
      commands: this.commands,
      commandName: 'threads',
      dispatch: async (invocation) => {
        this.invocations.push(invocation);
        this.events.notify();
        return this.answer(invocation);
      },
      deliver: () => this.deliver(),
      accountNames: () => ['brand'],
      suggestWatches: async () => [
        { container: '17900000000000001', account: 'brand', status: 'FINISHED', note: undefined },
      ],
    };
  }
}

import { Writable } from 'node:stream';
import type { Command } from '../../commands/command.ts';
import type { Invocation } from '../../commands/invocation.ts';
import { commandTable } from '../../commands/table.ts';
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

  constructor(create: (options: PlatformOptions) => Platform) {
    const destination = new Writable({
      write: (line, _encoding, done) => {
        this.logged.push(String(line));
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
    const bot: Bot = {
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
      leaveWorkspace: async ({ workspace }, { message: reason }) => {
        this.left.push({ workspace, reason });
        this.events.notify();
      },
      bindWorkspace: (workspace) => void this.bound.push(workspace),
    };
    return this.platform.start(bot);
  }
}

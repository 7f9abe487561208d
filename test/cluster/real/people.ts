import type { DiscordDouble } from '../../chat/discord/double/discordDouble.ts';
import { ALL_NEEDED, MANAGE_GUILD, newChannel } from '../../chat/discord/double/payloads.ts';
import { readShown, Server } from '../../chat/discord/double/server.ts';
import type { SlackDouble } from '../../chat/slack/double/slackDouble.ts';
import { type Replica, until, wait } from './replicas.ts';
import { containerAt, READY, WORKSPACES, type Workspace } from './workspaces.ts';

/** A container that somebody has been told is watched. */
export interface Watched {
  readonly container: string;
  readonly workspace: Workspace;
  /** How often it was asked for: each time that nobody answered, or somebody said that it failed, once more. */
  readonly asked: number;
}

/** What people and programs have seen. */
export interface Seen {
  readonly watched: Watched[];
  /** Commands that were answered. */
  answered: number;
  /** Commands that were acknowledged, and never answered. */
  readonly unanswered: string[];
  /** Commands whose person saw that nothing came, and typed them again. */
  retried: number;
  /** Calls of hooks that were taken, and those that had to be made again. */
  hookCalls: number;
  hookRetries: number;
  readonly faults: string[];
}

/** So long a platform lets a person wait for an acknowledgement, ms. */
const ACKNOWLEDGED_WITHIN = 3_000;
/** So long a person waits for the answer that was promised. */
const ANSWERED_WITHIN = 45_000;
const MOST_TRIES = 20;

/** How an answer reads to a person who asked in vain. */
const FAILED = /went wrong on our side|can't be reached|try again/i;

const ASK_EVERY = 350;
/** One of so many commands begins a watch. */
const WATCH_SHARE = 0.3;
const HOOK_SHARE = 0.35;

export interface PeopleParts {
  readonly slack: SlackDouble;
  readonly discord: DiscordDouble;
  readonly replicas: readonly Replica[];
  readonly random: () => number;
}

interface Sent {
  readonly acknowledged: Promise<unknown>;
  readonly answer: Promise<string>;
}

/** The people of all workspaces, and the programs that publish: they ask all the time. */
export class People {
  readonly seen: Seen = {
    watched: [],
    answered: 0,
    unanswered: [],
    retried: 0,
    hookCalls: 0,
    hookRetries: 0,
    faults: [],
  };
  readonly #parts: PeopleParts;
  readonly #server: Server;
  readonly #hooks = new Map<Workspace, string>();
  readonly #open = new Set<Promise<void>>();
  #next = 0;
  #isStopped = false;
  #loop: Promise<void> | undefined;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
    this.#server = new Server(parts.discord);
  }

  /** Each workspace makes a hook and begins a watch; from then on they go on asking. */
  async begin(): Promise<void> {
    await Promise.all(
      WORKSPACES.map(async (workspace) => {
        const { text = '' } = (await this.#ask(workspace, 'hook', { state: 'on' })) ?? {};
        const [, key] = /\/hook\/([\w-]{43})/.exec(text) ?? [];
        if (key === undefined) throw new Error(`no hook was made: ${text}`);
        this.#hooks.set(workspace, key);
        await this.#watch(workspace);
      }),
    );
    this.#loop = this.#goOn();
  }

  /** Nobody asks anything new. Resolves once all that was asked has been answered, or given up. */
  async end(): Promise<void> {
    this.#isStopped = true;
    await this.#loop;
    await Promise.all(this.#open);
  }

  async #goOn(): Promise<void> {
    const { random } = this.#parts;
    while (!this.#isStopped) {
      const workspace = WORKSPACES[Math.floor(random() * WORKSPACES.length)];
      if (workspace === undefined) throw new Error('there are workspaces');
      const asking = this.#choose(workspace, random());
      this.#open.add(asking);
      void asking.finally(() => this.#open.delete(asking));
      await wait(ASK_EVERY);
    }
  }

  async #choose(workspace: Workspace, choice: number): Promise<void> {
    if (choice > WATCH_SHARE) await this.#ask(workspace, 'status', { container: READY });
    else if (choice > WATCH_SHARE * HOOK_SHARE) await this.#watch(workspace);
    else await this.#callHook(workspace);
  }

  #takeContainer(): string {
    this.#next += 1;
    return containerAt(this.#next);
  }

  async #watch(workspace: Workspace): Promise<void> {
    const container = this.#takeContainer();
    const answer = await this.#ask(workspace, 'watch', { container });
    if (answer === undefined) return;
    const { text, asked } = answer;
    if (/watching/i.test(text)) this.seen.watched.push({ container, workspace, asked });
    else this.seen.faults.push(`watch was answered: ${text.slice(0, 200)}`);
  }

  /** A program tries one replica after the other, as a balancer would. */
  async #callHook(workspace: Workspace): Promise<void> {
    const { replicas, random } = this.#parts;
    const container = this.#takeContainer();
    const first = Math.floor(random() * replicas.length);
    for (let asked = 1; asked <= MOST_TRIES; asked += 1) {
      const port = replicas[(first + asked) % replicas.length]?.port;
      const response = await fetch(`http://127.0.0.1:${port}/hook/${this.#hooks.get(workspace)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ container }),
        signal: AbortSignal.timeout(20_000),
      }).catch(() => undefined);
      if (response?.status === 202) {
        this.seen.hookCalls += 1;
        this.seen.watched.push({ container, workspace, asked });
        return;
      }
      this.seen.hookRetries += 1;
      if (response !== undefined && response.status < 500)
        this.seen.faults.push(`a hook answered ${response.status}: ${(await response.text()).slice(0, 200)}`);
      await wait(1_000);
    }
    this.seen.faults.push(`a hook took no call in ${MOST_TRIES} tries`);
  }

  /** Types it until it is acknowledged, and reads the answer. */
  async #ask(
    workspace: Workspace,
    command: string,
    args: Readonly<Record<string, string>>,
  ): Promise<{ readonly text: string; readonly asked: number } | undefined> {
    const channel = workspace.platform === 'slack' ? `C0ROOM${this.#next}` : newChannel();
    for (let asked = 1; asked <= MOST_TRIES; asked += 1) {
      const sent =
        workspace.platform === 'slack'
          ? this.#sendSlack(channel, command, args)
          : this.#sendDiscord(workspace, channel, command, args);
      if ((await within(sent.acknowledged, ACKNOWLEDGED_WITHIN)) === undefined) {
        this.seen.retried += 1;
        continue;
      }
      const text = await within(sent.answer, ANSWERED_WITHIN);
      if (text === undefined) {
        this.seen.unanswered.push(`${command} ${Object.values(args).join(' ')} in ${workspace.id}`);
        return undefined;
      }
      this.seen.answered += 1;
      if (!FAILED.test(text)) return { text, asked };
      // The person was told, and types it again.
      await wait(1_000);
    }
    this.seen.faults.push(`${command} was not done in ${MOST_TRIES} tries`);
    return undefined;
  }

  #sendSlack(channel: string, command: string, args: Readonly<Record<string, string>>): Sent {
    const { slack } = this.#parts;
    const action = slack.command([command, ...Object.values(args)].join(' '), { channel });
    return {
      acknowledged: action.acknowledged.then(() => true),
      answer: action.answer().then(({ text, blocks }) => `${text} ${JSON.stringify(blocks)}`),
    };
  }

  #sendDiscord(
    { id: guild }: Workspace,
    channel: string,
    command: string,
    args: Readonly<Record<string, string>>,
  ): Sent {
    const requester = { guild, channel, permissions: ALL_NEEDED | MANAGE_GUILD };
    const { calls } = this.#parts.discord;
    const from = calls.entries.length;
    const id = this.#server.sendTyped(command, { ...args }, requester);
    const acknowledged = calls.next(({ route, parts }) => route === 'callback' && parts[0] === id, from);
    const reply = calls.next(
      ({ route, parts }) => route === 'reply' && parts[0] === `interaction-token-${id}`,
      from,
    );
    return { acknowledged, answer: reply.then(({ body }) => readShown(body).text) };
  }
}

/** @returns `undefined` where it did not come in time */
async function within<T>(event: Promise<T>, ms: number): Promise<T | undefined> {
  let found: { readonly value: T } | undefined;
  void event.then((value) => {
    found = { value };
  });
  await until(() => found !== undefined, ms);
  return found?.value;
}

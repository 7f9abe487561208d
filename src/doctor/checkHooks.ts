import { DAY } from '../duration.ts';
import { ASK_OPERATOR, advice, type Finding, fault, fine } from '../messages/findings.ts';
import { code, command, type Text, text, time } from '../messages/text.ts';
import type { ProgramFacts } from './facts.ts';

/** A program has so long to make its first call before the hook counts as unused. */
const FIRST_CALL_WITHIN = DAY;

/** A program that publishes at least once a month has called within this time. */
const UNUSED_AFTER = 30 * DAY;

/** Checks whether programs can call hooks, by what is set. */
export function checkHookServer({ variables }: Pick<ProgramFacts, 'variables'>): Finding {
  const isPublic = variables.includes('PUBLIC_URL');
  const canBeCalled = text`Programs can call hooks`;
  if (!variables.includes('HTTP_PORT'))
    return isPublic
      ? fault(
          text`PUBLIC_URL is set, but nothing listens behind it: set HTTP_PORT too`,
          text`Hooks can't be called. ${ASK_OPERATOR}`,
        )
      : fine(
          text`Hooks can't be called: HTTP_PORT not set`,
          text`Hooks are not switched on: programs can't call them`,
        );
  return isPublic
    ? fine(text`Hooks are called at PUBLIC_URL`, canBeCalled)
    : fine(
        text`Hooks are called at HTTP_HOST and HTTP_PORT: for programs elsewhere, set PUBLIC_URL`,
        text`${canBeCalled} on this bot's machine`,
      );
}

/** A hook, as far as its use is concerned; times are ms since the epoch. */
export interface CheckedHook {
  readonly name: string;
  readonly account: string;
  readonly createdAt: number;
  /** When it was called last. */
  readonly usedAt?: number | undefined;
  /** The id of its channel; left out for those of the caller's. */
  readonly channel?: string;
}

export interface HooksFacts {
  readonly hooks: readonly CheckedHook[];
  /** The accounts that may be called for these hooks. */
  readonly accounts: readonly string[];
  readonly canBeCalled: boolean;
  readonly now: number;
}

/** Says of each hook whether it works, and whether a program calls it. */
export function checkHooks({ hooks, accounts, canBeCalled, now }: HooksFacts): Finding[] {
  return hooks.map((hook) => {
    const name = nameOf(hook);
    if (!accounts.includes(hook.account))
      return fault(
        text`${name} is refused: ${hook.account} is not connected here any more. Connect it, or type ${command(`hook off name:${hook.name}`)}`,
      );
    if (!canBeCalled)
      return fault(
        text`${name} can't be called: set HTTP_PORT`,
        text`${name} can't be called. ${ASK_OPERATOR}`,
      );
    return checkUse(hook, name, now);
  });
}

function checkUse({ name, createdAt, usedAt }: CheckedHook, words: Text, now: number): Finding {
  const off = command(`hook off name:${name}`);
  if (usedAt === undefined)
    return now - createdAt < FIRST_CALL_WITHIN
      ? fine(text`${words} was made ${time(createdAt)} and waits for its first call`)
      : advice(
          text`${words} was made ${time(createdAt)} and no program has called it. Give its URL to the program that publishes, or type ${off}`,
        );
  return now - usedAt < UNUSED_AFTER
    ? fine(text`${words} works: it was called ${time(usedAt)}`)
    : advice(
        text`${words} was called last ${time(usedAt)}. See whether its program still runs; if nobody needs it, type ${off}`,
      );
}

function nameOf({ name, account, channel }: CheckedHook): Text {
  return channel === undefined
    ? text`The hook ${name}`
    : text`The hook ${name} of ${account} in channel ${code(channel)}`;
}

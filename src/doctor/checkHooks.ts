import type { Finding } from '../messages/replies/doctorReport.ts';
import { command, text } from '../messages/text.ts';
import type { ProgramFacts } from './facts.ts';

/** Checks whether programs can call hooks, by what is set. */
export function checkHookServer({ variables }: Pick<ProgramFacts, 'variables'>): Finding {
  const isPublic = variables.includes('PUBLIC_URL');
  if (!variables.includes('HTTP_PORT'))
    return isPublic
      ? {
          isOk: false,
          words: text`PUBLIC_URL is set, but nothing listens behind it: set HTTP_PORT too`,
        }
      : { isOk: true, words: text`Hooks can't be called: HTTP_PORT not set` };
  return isPublic
    ? { isOk: true, words: text`Hooks are called at PUBLIC_URL` }
    : {
        isOk: true,
        words: text`Hooks are called at HTTP_HOST and HTTP_PORT: for programs elsewhere, set PUBLIC_URL`,
      };
}

export interface HooksFacts {
  /** Those of the caller's channel. */
  readonly hooks: readonly { readonly name: string; readonly account: string }[];
  /** The accounts that this workspace can use. */
  readonly accounts: readonly string[];
  readonly canBeCalled: boolean;
}

/** Lists the hooks of a channel that refuse every call, though nobody revoked them. */
export function checkHooks({ hooks, accounts, canBeCalled }: HooksFacts): Finding[] {
  return hooks.flatMap(({ name, account }) => {
    if (!accounts.includes(account))
      return [
        {
          isOk: false,
          words: text`The hook ${name} is refused: ${account} is not connected here any more. Connect it, or type ${command(`hook off name:${name}`)}`,
        },
      ];
    if (canBeCalled) return [];
    return [{ isOk: false, words: text`The hook ${name} can't be called: set HTTP_PORT` }];
  });
}

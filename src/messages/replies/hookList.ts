import type { Card } from '../card.ts';
import { describeDeliveries, type EventDeliveries } from '../eventDeliveries.ts';
import { briefTime, command, person, strong, type Text, text } from '../text.ts';

export interface HookFacts {
  readonly name: string;
  readonly account: string;
  readonly by: string;
  /** ms since the epoch. */
  readonly createdAt: number;
  /** When it was called last. */
  readonly usedAt?: number | undefined;
  readonly events?: EventDeliveries | undefined;
}

export interface HookListFacts {
  readonly hooks: readonly HookFacts[];
  /** The accounts that this workspace can use. */
  readonly accounts: readonly string[];
  /** Whether programs can call hooks at all: HTTP_PORT is set. */
  readonly canBeCalled: boolean;
}

/** The answer to `hook show`: the hooks of the channel; never their keys. */
export function hookList({ hooks, accounts, canBeCalled }: HookListFacts): Card {
  const on = text`To let programs register posts here, type ${command('hook on')}`;
  const off = hooks.length === 1 ? text`${command('hook off')}` : text`${command('hook off name:<name>')}`;
  return {
    tone: canBeCalled || hooks.length === 0 ? 'neutral' : 'warning',
    title:
      hooks.length === 0
        ? text`🪝 This channel has no hook`
        : text`🪝 ${hooks.length} ${hooks.length === 1 ? 'hook' : 'hooks'} in this channel`,
    body: [
      hooks.length === 0 ? on : text`To revoke one, type ${off}. Its URL was shown once, when it was made.`,
      ...(canBeCalled
        ? []
        : [
            text`Hooks can't be called yet: the operator of this bot sets HTTP_PORT, and PUBLIC_URL for programs on other machines.`,
          ]),
    ],
    items: hooks.map((hook) => describe(hook, accounts.includes(hook.account))),
    buttons: [],
  };
}

function describe({ name, account, by, createdAt, usedAt, events }: HookFacts, isBound: boolean): Text {
  const used = usedAt === undefined ? text`never called` : text`last called ${briefTime(usedAt)}`;
  const unbound = isBound ? '' : `; refused, since ${account} is not connected here`;
  const outgoing = events === undefined ? [] : text`; ${describeDeliveries(events)}`;
  return text`${strong(name)} for ${account}; made by ${person(by)} ${briefTime(createdAt)}; ${used}${unbound}${outgoing}`;
}

import type { Services } from '../../../commands/command.ts';
import type { ChannelRef } from '../../channelRef.ts';
import { checkChannel } from '../../doctor/checkChannel.ts';
import { checkDelivery } from '../../doctor/checkDelivery.ts';
import { checkEvents } from '../../doctor/checkEvents.ts';
import { checkHooks } from '../../doctor/checkHooks.ts';
import { checkStore } from '../../doctor/checkStore.ts';
import { checkUnreachable } from '../../doctor/checkUnreachable.ts';
import { type ExamineParts, examine } from '../../doctor/examine.ts';
import { toDeliveries } from '../../events/eventReceiver.ts';
import { type Finding, fault, fine } from '../../messages/findings.ts';
import { text } from '../../messages/text.ts';
import type { Dispatcher } from '../../notifications/dispatch/dispatcher.ts';
import type { AccountParts } from './createAccountParts.ts';
import type { Records } from './createRecords.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

type DoctorOptions = Pick<
  ThreadwatchParts,
  'store' | 'chats' | 'clock' | 'connect' | 'facts' | 'faults' | 'hookAddress' | 'countReplicas'
> &
  Pick<ExamineParts, 'threads' | 'quotaReader'>;

/** Creates the checks that `doctor` makes in chat: the caller's channel and accounts, the store, and the configuration. */
export function createDoctor(
  {
    threads,
    quotaReader,
    store,
    chats,
    clock,
    connect,
    facts,
    faults,
    hookAddress,
    countReplicas,
  }: DoctorOptions,
  { watchStore, quotaAlerts, unreachableChannels, deadLetters, hookStore, receivers, eventFeed }: Records,
  { health, tokenStore, remedyOf }: Pick<AccountParts, 'health' | 'tokenStore' | 'remedyOf'>,
  dispatcher: Pick<Dispatcher, 'incidents'>,
): Services['examine'] {
  const isSubscribed = (channel: ChannelRef): boolean =>
    watchStore.countInChannel(channel) +
      quotaAlerts.accountsIn(channel).length +
      hookStore.inChannel(channel).length >
    0;
  return async ({ accounts, channel, person }) => [
    ...faults
      .inWorkspace(channel.workspace)
      .map(({ words, inChat }) => fault(text`${words}`, text`${inChat}`)),
    ...(await checkChannel(chats.get(channel.platform), channel, person.id)),
    ...checkDelivery({
      waiting: dispatcher.incidents.filter(
        ({ channel: { platform, workspace } }) =>
          platform === channel.platform && workspace === channel.workspace,
      ),
      deadLetters: deadLetters.inWorkspaceOf(channel, clock.now()),
      now: clock.now(),
      here: channel,
    }),
    ...checkEvents(
      receivers
        .all()
        .filter(
          ({ channel: { platform, workspace } }) =>
            platform === channel.platform && workspace === channel.workspace,
        )
        .map(({ id, target, ...hook }) => ({
          ...hook,
          deliveries: toDeliveries(target, eventFeed.waitingFor(id).length),
        })),
    ),
    ...checkUnreachable(unreachableChannels.inWorkspaceOf(channel, clock.now()), channel, isSubscribed),
    ...checkHooks({
      hooks: hookStore.inChannel(channel).map(({ channel: _, ...hook }) => hook),
      now: clock.now(),
      accounts: accounts.map(({ name }) => name),
      canBeCalled: hookAddress !== undefined,
    }),
    ...(await examine({
      accounts,
      threads,
      quotaReader,
      objectsOutageOf: (account) => health.ofObjects(account),
      lifeOf: (account) => tokenStore.lifeOf(account),
      remedyOf: (account, error) => remedyOf(account, error, health.of(account)?.since ?? clock.now()),
      store: await checkStore(store, facts.store, clock.now()),
      canStoreTokens: tokenStore.canStore,
      connect,
      facts,
      now: clock.now(),
    })),
    ...(countReplicas === undefined ? [] : [describeReplicas(countReplicas())]),
  ];
}

/** More than their number is none of the business of people in chat. */
function describeReplicas(count: number): Finding {
  return fine(text`This bot runs as ${count} ${count === 1 ? 'replica' : 'replicas'}`);
}

import { callFailed } from '../src/messages/callFailed.ts';
import type { Card } from '../src/messages/card.ts';
import { containerStatus } from '../src/messages/containerStatus.ts';
import { placeKey } from '../src/place.ts';
import { takeLook } from '../src/watches/takeLook.ts';
import { troubleOf, type Watch, watchKey } from '../src/watches/watch.ts';
import { type CommandContext, defineCommand } from './command.ts';
import { accountOption, containerOption, readAccount, readContainers } from './options.ts';

export const status = defineCommand({
  name: 'status',
  description: 'What has become of a media container',
  who: 'anyone',
  reach: 'typed',
  posts: false,
  options: { container: containerOption, account: accountOption },
  positional: ['container'],
  example: 'status 17900000000000001',
  async run(args, context) {
    const [container = ''] = readContainers(args.container, 'status', 1);
    const account = readAccount(args.account, context, (name) => `status ${container} account:${name}`);
    const watch = await context.services.book.get(watchKey(account.name, container));
    if (watch !== undefined) return statusOfWatched(watch, context);

    const { threads } = context.services;
    const outcome = await takeLook(threads, account, container, {});
    const facts = { account: account.name, container };
    const at = context.now;
    switch (outcome.kind) {
      case 'blind':
        return callFailed({ account: account.name, trouble: troubleOf(outcome.error) });
      case 'unseen':
      case 'refused':
        return containerStatus({
          ...facts,
          state: { kind: outcome.kind, trouble: troubleOf(outcome.error), at },
        });
      case 'read': {
        const { status, errorMessage } = outcome.reading;
        return containerStatus({ ...facts, state: { kind: 'status', status, errorMessage, at } });
      }
    }
  },
});

/** A look at a watched container serves the watch too; within a minute the last one stands. */
async function statusOfWatched(watch: Watch, { services, place }: CommandContext): Promise<Card> {
  const { account, container } = watch;
  const decision = (await services.looks.lookNow([watch])).get(watchKey(account, container));
  const { state, createdAt, nextLookAt } = decision?.watch ?? watch;
  const blindness = services.sight.of(account);
  if (blindness !== undefined)
    return callFailed({ account, trouble: blindness.trouble, since: blindness.since });
  if (state.kind === 'unknown') return callFailed({ account, trouble: { kind: 'outage' } });
  const isOurs = watch.watchers.some((watcher) => placeKey(watcher.place) === placeKey(place));
  const isOpen = decision === undefined || !decision.ended;
  return containerStatus({
    account,
    container,
    state,
    createdAt,
    watch: isOurs && isOpen ? { nextLookAt } : undefined,
  });
}

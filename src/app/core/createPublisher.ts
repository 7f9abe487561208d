import type { Poller } from '../../polling/poller.ts';
import { Publisher } from '../../publishing/publisher.ts';
import { PublishingCalls } from '../../publishing/publishingCalls.ts';
import type { AccountParts } from './createAccountParts.ts';
import type { CoreLog } from './createCoreLog.ts';
import type { QuotaParts } from './createQuotaParts.ts';
import type { Records } from './createRecords.ts';
import type { ThreadwatchParts } from './threadwatchParts.ts';

interface PublisherParts {
  readonly records: Records;
  readonly accountParts: AccountParts;
  readonly quotaParts: QuotaParts;
  readonly coreLog: CoreLog;
}

/** Creates what publishes containers. @param poller ends the watch of one that is published; it is made after this */
export function createPublisher(
  { accounts, threads, store, clock }: ThreadwatchParts,
  { records, accountParts, quotaParts, coreLog }: PublisherParts,
  poller: () => Poller,
): Publisher {
  const { publications, watchStore, outbox } = records;
  const { health } = accountParts;
  return new Publisher({
    publications,
    calls: new PublishingCalls({ threads, accounts, health, ...quotaParts }),
    watchStore,
    outbox,
    clock,
    acceptPublished: (about, post) => poller().acceptPublished(about, post),
    ensureLeased: () => store.ensureLeased(),
    onError: (err, { account, container }) =>
      coreLog.failure(
        err,
        { account, container },
        'a publication failed on our side; it goes on in a moment',
      ),
  });
}

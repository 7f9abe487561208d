import type { Card } from '../src/messages/card.ts';
import { callFailed } from '../src/messages/replies/callFailed.ts';
import { containerStatus } from '../src/messages/replies/containerStatus.ts';
import type { ErrorDetails } from '../src/threads/errorDetails.ts';
import type { CommandContext } from './command.ts';
import type { LookedUp } from './lookUpContainer.ts';

/** What Threads says of a container that nobody watches. */
export function describeLookedUp(found: LookedUp, container: string, context: CommandContext): Card {
  switch (found.kind) {
    case 'account-error':
      return describeFailure(found.account, container, found.error, context);
    case 'failing':
      return describeFailing(found.account, container, found.error, context);
    case 'state':
      return containerStatus({ ...found, container });
  }
}

/** The answer where Threads gave none. An error of the account comes with its outage. */
export function describeFailure(
  account: string,
  container: string,
  error: ErrorDetails,
  { services, now }: CommandContext,
): Card {
  const outage = services.health.outageOf(account);
  const remedy = services.remedyOf(account, error, outage?.since ?? now);
  return callFailed({ account, container, error, outage, remedy });
}

/** The answer where Threads fails for a container, though its account can be called. */
export function describeFailing(
  account: string,
  container: string,
  error: ErrorDetails,
  { services, now }: CommandContext,
): Card {
  const isAlone = services.health.ofObjects(account) === undefined;
  return callFailed({ account, container, error, remedy: services.remedyOf(account, error, now), isAlone });
}

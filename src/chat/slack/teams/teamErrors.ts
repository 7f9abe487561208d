import { MINUTE, SECOND } from '../../../duration.ts';
import { DeliveryError } from '../../../notifications/chatPort.ts';
import type { WrongKeyError } from '../../../tokens/cipher.ts';

/** The codes of a team that has not installed the app, or has removed it. */
const NOT_THERE: ReadonlySet<string> = new Set(['not_installed', 'app_removed']);

/** Whether a team has not installed the app, or has removed it. */
export function isNotThere(error: unknown): boolean {
  return error instanceof DeliveryError && NOT_THERE.has(error.code);
}

/** The store fails. */
export function toDeliveryError(cause: unknown): DeliveryError {
  return cause instanceof DeliveryError
    ? cause
    : new DeliveryError('passing', 'store_failed', 'the token of this workspace could not be read', {
        cause,
      });
}

/** Passing: what a channel watched before its workspace installed the app waits for that. */
export function notInstalled(team: string, installUrl: string): DeliveryError {
  return new DeliveryError(
    'passing',
    'not_installed',
    `Threadwatch is not installed in the Slack workspace ${team} yet; install it at ${installUrl}`,
    { retryAfter: MINUTE },
  );
}

/** The channels of a workspace that removed the app can't be posted to any more. */
export function removed(installUrl: string): DeliveryError {
  return new DeliveryError(
    'lasting',
    'app_removed',
    `Threadwatch was removed from the workspace; install it again at ${installUrl}`,
  );
}

/** No key decrypts the token of a team. Passing: the operator may set the right one. */
export function wrongKey(cause: WrongKeyError): DeliveryError {
  return new DeliveryError('passing', 'wrong_key', 'Threadwatch can’t read its token for this workspace', {
    cause,
    retryAfter: MINUTE,
  });
}

/** Another token is stored by now than the one that Slack refused. */
export function tokenChanged(cause: DeliveryError): DeliveryError {
  return new DeliveryError('passing', 'token_changed', 'Slack refused a token that is no longer used', {
    cause,
    retryAfter: SECOND,
  });
}

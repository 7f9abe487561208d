import { formatDuration } from '../duration.ts';
import { type Finding, fault } from '../messages/findings.ts';
import { text } from '../messages/text.ts';
import { explainNetworkFault, findNetworkFault } from '../networkFault.ts';
import type { ProxySettings } from '../proxy.ts';
import { FinalPlatformError } from './platform.ts';

/** What is wrong, as a clause, and what to do about it. Neither holds a secret. */
export interface Problem {
  readonly cause: string;
  /** Full sentences. */
  readonly fix: string;
}

/** What a platform says of a token. */
export type TokenCheck<T> =
  | { readonly kind: 'accepted'; readonly found: T }
  /** It can't serve; a repetition would be refused too. */
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** Nothing is known of it, because the platform did not answer as it should. */
  | { readonly kind: 'unanswered'; readonly problem: Problem };

/** Why a token can't serve, and how to get one that can: a clause, and an instruction that ends with copying it. */
export interface TokenFault {
  readonly cause: string;
  readonly remedy: string;
}

/** The final error of a token that can't serve. */
export class TokenRefusedError extends FinalPlatformError {
  readonly fault: TokenFault;

  constructor(variable: string, fault: TokenFault, options?: ErrorOptions) {
    const { cause, remedy } = fault;
    super(
      variable,
      `${cause}. To mend it, ${remedy}. Then put it into ${variable}, and start again.`,
      options,
    );
    this.fault = fault;
  }
}

/** The check of a token that can't serve. */
export function refused({ cause, remedy }: TokenFault): TokenCheck<never> {
  return { kind: 'refused', problem: { cause, fix: `To mend it, ${remedy}.` } };
}

/**
 * The check of a token that the platform has not answered.
 *
 * @param service its name for people
 * @param answer what came in place of an answer; where left out, nothing did
 */
export function unanswered(
  error: unknown,
  service: string,
  proxy: ProxySettings | undefined,
  answer?: Problem,
): Extract<TokenCheck<never>, { readonly kind: 'unanswered' }> {
  const kind = findNetworkFault(error, proxy);
  const problem = kind === undefined ? (answer ?? unreachable(service)) : explainNetworkFault(kind, service);
  return { kind: 'unanswered', problem };
}

function unreachable(service: string): Problem {
  return {
    cause: `${service} can't be reached`,
    fix: 'Check the network of this machine. If it reaches the internet through a proxy, set HTTPS_PROXY.',
  };
}

/** A token that can't serve, for `doctor`: the variable is named where the token is to blame, else the service. */
export function describeFailedCheck(
  check: Exclude<TokenCheck<unknown>, { readonly kind: 'accepted' }>,
  variable: string,
  service: string,
): Finding {
  const { kind, problem } = check;
  return fault(text`${kind === 'refused' ? variable : service}: ${problem.cause}. ${problem.fix}`);
}

/** The platform does not serve just now. @param cause a clause */
export function busy(cause: string): Problem {
  return { cause, fix: 'Try again in a minute.' };
}

/** The platform limits its calls just now. @param wait ms; left out where it does not say */
export function limited(service: string, wait: number | undefined): Problem {
  return wait === undefined
    ? busy(`${service} asks us to wait`)
    : { cause: `${service} asks us to wait for ${formatDuration(wait)}`, fix: 'Try again after that.' };
}

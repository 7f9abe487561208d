import { z } from 'zod';
import { code, type Text, text } from './text.ts';

/** Why a program did not take an event. */
export const eventFaultSchema = z.discriminatedUnion('kind', [
  /** It answered with an HTTP status that is not of success. */
  z.object({ kind: z.literal('status'), status: z.number() }),
  z.object({
    kind: z.enum([
      'timeout',
      'unreachable',
      /** DNS does not know the host. */
      'unresolved',
      /** The host leads to an address of a private network, and the operator has not allowed those. */
      'private',
      /** The URL is http, and leads to a public address. */
      'unencrypted',
      'certificate',
      /** The proxy of this machine opens no connection. */
      'proxy',
      /** TOKEN_KEY can't decrypt the signing secret any more. */
      'secret',
    ]),
  }),
]);

export type EventFault = z.infer<typeof eventFaultSchema>;

/** What the program that should take events does wrong: a clause whose subject is its host. */
export function describeEventFault(fault: EventFault): Text {
  switch (fault.kind) {
    case 'status':
      return describeAnswer(fault.status);
    case 'timeout':
      return text`does not answer in time`;
    case 'unreachable':
      return text`can't be reached`;
    case 'unresolved':
      return text`is not known to DNS`;
    case 'private':
      return text`leads to a private address`;
    case 'unencrypted':
      return text`leads to a public address, which http would send unencrypted to`;
    case 'certificate':
      return text`shows a certificate that is not trusted`;
    case 'proxy':
      return text`can't be reached through the proxy of this bot`;
    case 'secret':
      return text`can't be sent anything: its signing secret can't be decrypted, because TOKEN_KEY was changed`;
  }
}

function describeAnswer(status: number): Text {
  if (status === 410) return text`answers that it wants no more events (${code('410')})`;
  if (status >= 300 && status < 400)
    return text`answers with a redirect (${code(String(status))}), and none is followed`;
  return text`answers with HTTP ${code(String(status))}`;
}

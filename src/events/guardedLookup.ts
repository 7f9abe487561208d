import type { LookupAddress, LookupAllOptions, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './isPublicAddress.ts';

/** Resolves a name, as `lookup` of `node:dns` does with `all`. */
export type LookupAll = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A name leads to an address that may not be called. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
  readonly code: 'private_address' | 'public_address';

  constructor(code: ForbiddenAddressError['code'], hostname: string) {
    super(`${hostname} leads to a ${code === 'private_address' ? 'private' : 'public'} address`);
    this.code = code;
  }
}

/** Which addresses may be called. */
export type AddressRule = 'any' | 'public' | 'private';

/** @throws {ForbiddenAddressError} if one of the addresses may not be called */
export function assertAllowed(addresses: readonly string[], rule: AddressRule, hostname: string): void {
  if (rule === 'any') return;
  const isPublic = rule === 'public';
  if (addresses.some((address) => isPublicAddress(address) !== isPublic))
    throw new ForbiddenAddressError(isPublic ? 'private_address' : 'public_address', hostname);
}

/**
 * A lookup for sockets: what it answers is what is connected to, so a name that leads elsewhere the next time is of no
 * use. If any address of a name is forbidden, the whole name is.
 */
export function createGuardedLookup(lookup: LookupAll, rule: AddressRule): LookupFunction {
  return (hostname, options: LookupOptions, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      try {
        assertAllowed(
          addresses.map(({ address }) => address),
          rule,
          hostname,
        );
      } catch (forbidden) {
        return callback(forbidden as ForbiddenAddressError, []);
      }
      const [first] = addresses;
      if (options.all) callback(null, addresses);
      else callback(null, first?.address ?? '', first?.family);
    });
  };
}

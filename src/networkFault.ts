import type { ProxySettings } from './proxy.ts';

/** Faults between this machine and the network. The service that was called has nothing to do with them. */
export const NETWORK_FAULT_KINDS = [
  /** Signed by nobody whom this machine trusts. */
  'certificate-untrusted',
  'certificate-expired',
  'certificate-not-yet-valid',
  /** It is for another host. */
  'certificate-name',
  /** The name server does not know the host, or does not answer. */
  'host-unknown',
  /** The proxy answers, and opens no connection. */
  'proxy-refused',
  'proxy-password',
  'proxy-unreachable',
] as const;

export type NetworkFaultKind = (typeof NETWORK_FAULT_KINDS)[number];

/** @see https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const KIND_OF_CODE: Readonly<Record<string, NetworkFaultKind>> = {
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-untrusted',
  CERT_UNTRUSTED: 'certificate-untrusted',
  CERT_REJECTED: 'certificate-untrusted',
  CERT_SIGNATURE_FAILURE: 'certificate-untrusted',
  INVALID_CA: 'certificate-untrusted',
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-name',
  HOSTNAME_MISMATCH: 'certificate-name',
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
};

/** What a proxy's refusal looks like: in Node's agent, and in undici, which has no code of its own for it. */
const TUNNEL_STATUS = /Proxy response \((\d{3})\)|HTTP\/1\.\d (\d{3})/;

/** What an error of Node's network tells besides its message. */
type SystemError = Error & {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly hostname?: unknown;
  readonly port?: unknown;
};

/** The errors of a failed call: those that Node and the libraries wrap around the first one, too. */
function* unwrap(error: unknown): Generator<SystemError> {
  for (let each = error, depth = 0; each instanceof Error && depth < 8; each = each.cause, depth += 1) {
    yield each;
    if (each instanceof AggregateError) for (const inner of each.errors) yield* unwrap(inner);
    // Slack's errors keep the cause here.
    if ('original' in each) yield* unwrap(each.original);
  }
}

/**
 * Finds a fault of this machine's own network in the error of a call.
 *
 * @returns `undefined` where the service itself may be away, or refuses the call
 */
export function findNetworkFault(
  error: unknown,
  proxy: ProxySettings | undefined,
): NetworkFaultKind | undefined {
  for (const each of unwrap(error)) {
    const code = String(each.code);
    if (proxy !== undefined) {
      const [, byUndici, byNode] = TUNNEL_STATUS.exec(each.message) ?? [];
      const status = byUndici ?? (code === 'ERR_PROXY_TUNNEL' ? byNode : undefined);
      if (status !== undefined) return status === '407' ? 'proxy-password' : 'proxy-refused';
      if (isOfProxy(each, new URL(proxy.url))) return 'proxy-unreachable';
    }
    const kind = Object.hasOwn(KIND_OF_CODE, code) ? KIND_OF_CODE[code] : undefined;
    if (kind !== undefined) return kind;
  }
  return undefined;
}

/** Whether the connection that failed was the one to the proxy. */
function isOfProxy(error: SystemError, { hostname, port, protocol }: URL): boolean {
  if (error.syscall === 'getaddrinfo') return error.hostname === hostname;
  const proxyPort = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  return error.syscall === 'connect' && error.port === proxyPort;
}

export interface NetworkFaultWords {
  /** A clause. */
  readonly cause: string;
  /** Full sentences. */
  readonly fix: string;
}

/** What a fault means and what the operator can do. @param service such as `Threads` */
export function explainNetworkFault(kind: NetworkFaultKind, service: string): NetworkFaultWords {
  switch (kind) {
    case 'certificate-untrusted':
      return {
        cause: `the machine of this bot does not trust the certificate that it gets for ${service}`,
        fix: `This is not a fault of ${service}. Most likely a proxy or a firewall puts its own certificate in place. The operator of this bot has to save the certificate of its authority (CA) as a file, set NODE_EXTRA_CA_CERTS to the path of that file, and start the bot again.`,
      };
    case 'certificate-expired':
    case 'certificate-not-yet-valid':
      return {
        cause: `the certificate of ${service} ${kind === 'certificate-expired' ? 'has expired' : 'is not valid yet'}, by the clock of this bot's machine`,
        fix: `Most likely that clock is wrong. The operator of this bot has to let the machine set its time by NTP. If the clock is right, a proxy or a firewall most likely has an old certificate.`,
      };
    case 'certificate-name':
      return {
        cause: `the certificate that the machine of this bot gets for ${service} is for another name`,
        fix: `Most likely a proxy, a firewall or a wrong DNS entry leads to another server. The operator of this bot has to check the address of ${service} in the configuration, the DNS and the proxy.`,
      };
    case 'host-unknown':
      return {
        cause: `the machine of this bot can't find the address of ${service}: its DNS does not answer or does not know the name`,
        fix: `The operator of this bot has to check the network and the DNS of that machine. If it reaches the internet through a proxy, set HTTPS_PROXY.`,
      };
    case 'proxy-password':
      return {
        cause: `the proxy wants a user and a password (407), and opens no connection to ${service}`,
        fix: 'The operator of this bot has to put them into HTTPS_PROXY, as http://user:password@host:port, and start the bot again.',
      };
    case 'proxy-refused':
      return {
        cause: `the proxy of this bot refuses to open a connection to ${service}`,
        fix: `The operator of this bot has to let the proxy of HTTPS_PROXY allow ${service}, or list its host in NO_PROXY.`,
      };
    case 'proxy-unreachable':
      return {
        cause: `the proxy of this bot can't be reached, so ${service} can't be called`,
        fix: 'The operator of this bot has to check the proxy, and the host and port in HTTPS_PROXY.',
      };
  }
}

/** Something else answers in place of a service. @param variable the one that holds the service's address */
export function impostor(
  service: string,
  variable: string,
): { readonly cause: string; readonly fix: string } {
  return {
    cause: `what answers there is not ${service}`,
    fix: `Check whether a proxy or the login page of a network answers in its place, and ${variable}, if you have set it.`,
  };
}

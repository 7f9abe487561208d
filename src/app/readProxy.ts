import type { ProxySettings } from '../proxy.ts';

/** Calls to this machine never use the proxy. */
const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

/** The names that other programs know too, in capitals or not; those in small letters win, as with curl. */
function read(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  return environment[name.toLowerCase()] || environment[name] || '';
}

/** Reads HTTPS_PROXY and NO_PROXY. @returns what is wrong with them, without their values */
export function readProxy(environment: Readonly<Record<string, string | undefined>>): {
  readonly settings: ProxySettings | undefined;
  readonly faults: readonly string[];
} {
  const raw = read(environment, 'HTTPS_PROXY').trim();
  if (raw === '') return { settings: undefined, faults: [] };
  const url = URL.parse(raw.includes('://') ? raw : `http://${raw}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '')
    return {
      settings: undefined,
      faults: [
        'HTTPS_PROXY is not valid: expected the http or https URL of a proxy; for example http://proxy.example.com:3128',
      ],
    };
  const except = [read(environment, 'NO_PROXY'), ...THIS_MACHINE].filter((each) => each !== '').join(',');
  return { settings: { url: url.href, except }, faults: [] };
}

import { describe, expect, it } from 'vitest';
import { checkEventUrl, type Resolve, readAddress } from '../../src/events/eventUrl.ts';
import { isPublicAddress } from '../../src/events/isPublicAddress.ts';

/** Hosts as somebody writes them into a URL, and why they must not be called. */
const PRIVATE_HOSTS: readonly (readonly [why: string, hosts: readonly string[]])[] = [
  ['loopback', ['127.0.0.1', '127.255.255.254', '[::1]', '[0:0:0:0:0:0:0:1]', '[::0001]']],
  [
    'loopback in other spellings of IPv4',
    [
      '127.1',
      '127.0.1',
      '2130706433',
      '0x7f000001',
      '0x7F.0.0.1',
      '017700000001',
      '0177.0.0.1',
      '127.0.0.1.',
    ],
  ],
  [
    'loopback in digits of other scripts',
    ['１２７.０.０.１', '①②⑦.⓪.⓪.①', '127。0。0。1', '%31%32%37.0.0.1'],
  ],
  ['this network', ['0.0.0.0', '0', '0.1.2.3', '[::]', '0x0']],
  [
    'private',
    ['10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.1', '0xc0a80001'],
  ],
  ['carrier-grade NAT', ['100.64.0.1', '100.127.255.255']],
  ['link-local', ['169.254.0.1', '[fe80::1]', '[febf::1]']],
  [
    'metadata of clouds',
    [
      '169.254.169.254',
      '2852039166',
      '0xa9fea9fe',
      '100.100.100.200',
      '192.0.0.192',
      '168.63.129.16',
      '[fd00:ec2::254]',
      '[fd20:ce::254]',
    ],
  ],
  ['unique-local', ['[fc00::1]', '[fdff:ffff::1]']],
  ['site-local', ['[fec0::1]']],
  ['multicast', ['224.0.0.1', '239.255.255.255', '[ff02::1]', '[ff0e::1]']],
  ['broadcast and reserved', ['240.0.0.1', '255.255.255.255']],
  [
    'documentation, tests and benchmarks',
    [
      '192.0.2.1',
      '198.51.100.1',
      '203.0.113.1',
      '198.18.0.1',
      '198.19.255.255',
      '[2001:db8::1]',
      '[3fff::1]',
    ],
  ],
  [
    'IPv4-mapped',
    [
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[::ffff:10.0.0.1]',
      '[::ffff:a9fe:a9fe]',
      '[0:0:0:0:0:ffff:192.168.1.1]',
      '[::ffff:8.8.8.8]',
    ],
  ],
  ['IPv4-compatible', ['[::127.0.0.1]', '[::7f00:1]']],
  ['IPv4-translated', ['[::ffff:0:127.0.0.1]']],
  ['NAT64', ['[64:ff9b::127.0.0.1]', '[64:ff9b::a00:1]', '[64:ff9b:1::1]', '[64:ff9b::8.8.8.8]']],
  ['6to4', ['[2002:7f00:1::]', '[2002:a00:1::1]', '[2002:c0a8:101::1]']],
  ['Teredo', ['[2001:0:7f00:1::]', '[2001::1]']],
  ['ORCHID', ['[2001:10::1]', '[2001:20::1]']],
  ['discarded', ['[100::1]']],
  ['segment routing', ['[5f00::1]']],
];

const PUBLIC_HOSTS = [
  '8.8.8.8',
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '126.255.255.255',
  '128.0.0.1',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.1',
  '192.167.255.255',
  '192.169.0.1',
  '223.255.255.255',
  '0x08080808',
  '[2606:4700:4700::1111]',
  '[2a00:1450:4001:81b::200e]',
  '[2001:4860:4860::8888]',
];

const noName: Resolve = async (hostname) => {
  throw new Error(`${hostname} was looked up, though it is an address`);
};

describe('an address in a URL', () => {
  it.for(PRIVATE_HOSTS.flatMap(([why, hosts]) => hosts.map((host) => [host, why] as const)))(
    '%s is not called: %s',
    async ([host]) => {
      const checked = await checkEventUrl(`https://${host}/events`, { allowPrivate: false, resolve: noName });
      expect(checked).toEqual({ kind: 'refused', problem: 'private' });
      const address = readAddress(new URL(`https://${host}`).hostname);
      expect(address).toBeDefined();
      expect(isPublicAddress(address ?? '')).toBe(false);
    },
  );

  it.for(PUBLIC_HOSTS)('%s is called', async (host) => {
    const checked = await checkEventUrl(`https://${host}/`, { allowPrivate: false, resolve: noName });
    expect(checked.kind).toBe('ok');
  });

  it('is called where the operator allows private ones', async () => {
    for (const [, hosts] of PRIVATE_HOSTS)
      for (const host of hosts)
        expect(
          await checkEventUrl(`https://${host}/`, { allowPrivate: true, resolve: noName }),
        ).toMatchObject({
          kind: 'ok',
        });
  });

  it.for(['', 'localhost', 'fe80::1%eth0', '127.0.0.1:80', '1.2.3', 'example.com'])(
    'what is none is not public: %s',
    (address) => expect(isPublicAddress(address)).toBe(false),
  );
});

describe('a name in a URL', () => {
  const resolve: Resolve = async (hostname) => {
    const addresses = {
      'inner.example.com': ['10.0.0.7'],
      'mixed.example.com': ['93.184.215.14', '::1'],
      localhost: ['127.0.0.1', '::1'],
      'localhost.': ['127.0.0.1'],
      'shop.example.com': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
    }[hostname];
    if (addresses === undefined) throw new Error('ENOTFOUND');
    return addresses;
  };
  const check = (url: string, allowPrivate = false) => checkEventUrl(url, { allowPrivate, resolve });

  it.for(['inner', 'mixed'])(
    'is refused where any of its addresses is private: %s.example.com',
    async (name) => {
      expect(await check(`https://${name}.example.com/`)).toEqual({ kind: 'refused', problem: 'private' });
      expect((await check(`https://${name}.example.com/`, true)).kind).toBe('ok');
    },
  );

  it.for(['localhost', 'LOCALHOST', 'localhost.'])('of this machine is refused: %s', async (name) =>
    expect(await check(`https://${name}/`)).toEqual({ kind: 'refused', problem: 'private' }),
  );

  it('is taken where all its addresses are public, and where it is not known just now', async () => {
    expect(await check('https://shop.example.com/events?for=brand')).toEqual({
      kind: 'ok',
      url: 'https://shop.example.com/events?for=brand',
    });
    expect((await check('https://new.example.com/')).kind).toBe('ok');
  });

  it('is called by http on private networks alone, and only where those are allowed', async () => {
    expect(await check('http://inner.example.com/')).toEqual({ kind: 'refused', problem: 'not-https' });
    expect((await check('http://inner.example.com:8080/', true)).kind).toBe('ok');
    expect((await check('http://127.0.0.1:9/', true)).kind).toBe('ok');
    for (const host of ['shop.example.com', 'mixed.example.com', 'new.example.com', '8.8.8.8'])
      expect(await check(`http://${host}/`, true)).toEqual({ kind: 'refused', problem: 'http-public' });
  });
});

describe('a URL', () => {
  it.for([
    ['shop.example.com/events', 'not-a-url'],
    ['https://', 'not-a-url'],
    ['https://a b/', 'not-a-url'],
    ['ftp://shop.example.com/', 'not-https'],
    ['javascript:alert(1)', 'not-a-url'],
    ['file:///etc/passwd', 'not-a-url'],
    ['https://ann@shop.example.com/', 'credentials'],
    ['https://ann:secret@shop.example.com/', 'credentials'],
    ['https://shop.example.com/#events', 'fragment'],
    [`https://shop.example.com/${'a'.repeat(2_000)}`, 'too-long'],
    [`https://shop.example.com/${'é'.repeat(400)}`, 'too-long'],
  ] as const)('%s is refused: %s', async ([url, problem]) => {
    expect(await checkEventUrl(url, { allowPrivate: true, resolve: async () => ['8.8.8.8'] })).toEqual({
      kind: 'refused',
      problem,
    });
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { parseScenario } from '../../src/sandbox/schema/scenario.ts';
import { Loopback } from '../hooks/loopback.ts';
import { bareEnvironment } from '../support/bareEnvironment.ts';
import { scenarioOf, status, VIDEO } from '../support/scenarios.ts';
import { channelRef } from '../support/story.ts';
import { beginWithEvents, secretIn } from './beginWithEvents.ts';

const RECEIVERS = [
  { language: 'js', file: 'receiver.mjs', run: process.execPath },
  { language: 'python', file: 'receiver.py', run: 'python3' },
] as const;

type Receiver = (typeof RECEIVERS)[number];

/** A receiver as it stands in the document, as a process. */
class RunningReceiver {
  readonly #lines: AsyncIterator<string>;
  readonly process: ChildProcess;

  constructor(process: ChildProcess) {
    this.process = process;
    if (process.stdout === null) throw new Error('its output goes nowhere');
    this.#lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const { value, done } = await this.#lines.next();
    return done ? 'it has ended' : value;
  }
}

async function start({ language, file, run }: Receiver, environment: Readonly<Record<string, string>>) {
  const document = await readFile('docs/events.md', 'utf8');
  const code = new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(document)?.[1] ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'threadwatch-receiver-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, file), code);
  const child = spawn(run, [join(folder, file)], {
    env: { ...bareEnvironment(), PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill();
    await once(child, 'exit');
  });
  const receiver = new RunningReceiver(child);
  const [, port = ''] = /^listening on (\d+)$/.exec(await receiver.line()) ?? [];
  return { receiver, url: `http://127.0.0.1:${port}/` };
}

describe.each(RECEIVERS)('the receiver in $language', (each) => {
  it('takes a genuine event once, and refuses what is forged, changed, old, early or not signed', async () => {
    const secret = 'whsec_planted-for-the-test';
    const { url } = await start(each, { SIGNING_SECRET: secret });
    const body = JSON.stringify({ id: 'evt_1', type: 'container.ready', note: 'größer 🎬' });
    const now = Math.floor(Date.now() / 1_000);
    const sign = (time: number, signed = body, key = secret): string =>
      `t=${time},v1=${createHmac('sha256', key).update(`${time}.${signed}`).digest('hex')}`;
    const post = async (signature: string | undefined, delivery = 'd1', sent = body): Promise<number> => {
      const headers = {
        'x-threadwatch-delivery': delivery,
        ...(signature !== undefined && { 'x-threadwatch-signature': signature }),
      };
      return (await fetch(url, { method: 'POST', headers, body: sent })).status;
    };
    expect(await post(sign(now))).toBe(204);
    expect(await post(sign(now))).toBe(204);
    expect(await post(sign(now - 240), 'd2')).toBe(204);
    const refused = {
      'another secret': await post(sign(now, body, 'whsec_other')),
      'another body': await post(sign(now), 'd3', body.replace('ready', 'failed')),
      'recorded before': await post(sign(now - 310), 'd4'),
      'too early': await post(sign(now + 310), 'd5'),
      'another time': await post(sign(now).replace(`t=${now}`, `t=${now + 1}`), 'd6'),
      'no signature': await post(undefined, 'd7'),
      nonsense: await post('t=1,v1=zz', 'd8'),
      'nothing in it': await post('', 'd9'),
    };
    expect([...new Set(Object.values(refused))], JSON.stringify(refused)).toEqual([401]);
  });

  it('creates a failed post anew, and reports the new container', async () => {
    const [failed, hopeless] = [VIDEO, '17900000000000002'];
    const hook = await Loopback.start(() => ({ status: 202, body: '{}' }));
    const sandbox = await startSandbox({ scenario: parseScenario(scenarioOf({})), clock: systemClock });
    onTestFinished(() => sandbox.close());
    // The secret is known only once the hook is made, which takes the URL.
    const { receiver, secret } = await receiveEvents(each, {
      THREADS_ACCESS_TOKEN: 'sandbox-token',
      THREADS_API_URL: sandbox.url,
      HOOK_URL: hook.url,
      POSTS: JSON.stringify(
        Object.fromEntries([failed, hopeless].map((id) => [id, { media_type: 'TEXT', text: `post ${id}` }])),
      ),
      lives: JSON.stringify({
        [failed]: [status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'FAILED_DOWNLOADING_VIDEO')],
        [hopeless]: [status('0s', 'IN_PROGRESS'), status('90s', 'ERROR', 'INVALID_ASPEC_RATIO')],
      }),
    });
    expect(secret).toMatch(/^whsec_/);
    const [, id] = /^created (\d+) in place of (\d+)$/.exec(await receiver.line()) ?? [];
    expect(hook.calls.map(({ body }) => JSON.parse(body))).toEqual([{ container: id, note: 'launch video' }]);
    const created = sandbox.calls.filter(
      ({ method, path }) => method === 'POST' && path.endsWith('/threads'),
    );
    expect(created).toHaveLength(1);
  });

  it('reports the container that it created, if the hook failed before, and creates no second one', async () => {
    const statuses = [503, 202];
    const hook = await Loopback.start(() => ({ status: statuses.shift() ?? 202, body: '{}' }));
    const sandbox = await startSandbox({ scenario: parseScenario(scenarioOf({})), clock: systemClock });
    onTestFinished(() => sandbox.close());
    const { receiver, url } = await start(each, {
      SIGNING_SECRET: 'whsec_planted-for-the-test',
      THREADS_ACCESS_TOKEN: 'sandbox-token',
      THREADS_API_URL: sandbox.url,
      HOOK_URL: hook.url,
      POSTS: JSON.stringify({ [VIDEO]: { media_type: 'TEXT', text: 'a post' } }),
    });
    const body = JSON.stringify({
      id: 'evt_1',
      type: 'container.failed',
      container: VIDEO,
      note: 'launch video',
      explanation: { try_again: 'yes' },
    });
    const send = async (): Promise<number> => {
      const time = Math.floor(Date.now() / 1_000);
      const signature = createHmac('sha256', 'whsec_planted-for-the-test')
        .update(`${time}.${body}`)
        .digest('hex');
      const headers = {
        'x-threadwatch-delivery': 'd1',
        'x-threadwatch-signature': `t=${time},v1=${signature}`,
      };
      return (await fetch(url, { method: 'POST', headers, body })).status;
    };
    expect([await send(), await send(), await send()]).toEqual([503, 204, 204]);
    let line = await receiver.line();
    while (!line.startsWith('created')) line = await receiver.line();
    const [, id] = /^created (\d+) in place of (\d+)$/.exec(line) ?? [];
    const report = { container: id, note: 'launch video' };
    expect(hook.calls.map((call) => JSON.parse(call.body))).toEqual([report, report]);
    expect(
      sandbox.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/threads')),
    ).toHaveLength(1);
  });
});

/** Lets a receiver get the events of a story in which two posts fail; it is started anew once the secret is known. */
async function receiveEvents(
  each: Receiver,
  { lives = '{}', ...environment }: Readonly<Record<string, string>>,
) {
  const first = await start(each, { ...environment, SIGNING_SECRET: 'whsec_not-known-yet' });
  const story = await beginWithEvents(JSON.parse(lives));
  const secret = secretIn(await story.type(`hook on url:${first.url}`));
  first.receiver.process.kill();
  await once(first.receiver.process, 'exit');
  const { receiver } = await start(each, {
    ...environment,
    SIGNING_SECRET: secret,
    PORT: new URL(first.url).port,
  });
  // Its signatures hold the time of a clock that receivers compare with their own.
  story.clock.moveTo(Date.now());
  await story.type(`watch ${Object.keys(JSON.parse(lives)).join(' ')} note:"launch video"`, channelRef('c1'));
  await story.pass('3m');
  await story.bot.events.drain();
  return { receiver, secret };
}

import { once } from 'node:events';
import { createServer } from 'node:net';
import { cannotListen } from '../../chat/slack/connect/finalErrors.ts';
import { SECOND } from '../../duration.ts';
import { toHookAddress } from '../../hooks/hookAddress.ts';
import { type Finding, fault, fine } from '../../messages/findings.ts';
import { text } from '../../messages/text.ts';
import type { Config } from '../config.ts';
import { toListenError } from '../healthServer.ts';

/** A program on this machine answers at once, or is none of ours. */
const DEADLINE = 3 * SECOND;

/** Whether the ports of the configuration can be listened on, or the running bot does so; and then whether it is ready. */
export async function checkPorts({ http, slack }: Pick<Config, 'http' | 'slack'>): Promise<Finding[]> {
  const isHttp = slack?.appToken === undefined && slack !== undefined;
  const found = await Promise.all([
    http === undefined ? [] : checkHttpPort(http),
    isHttp ? checkSlackPort(slack) : [],
  ]);
  return found.flat();
}

interface Address {
  readonly host: string;
  readonly port: number;
}

async function checkHttpPort(address: Address): Promise<Finding[]> {
  const refusal = await tryToListen(address);
  if (refusal === undefined)
    return [fine(text`HTTP_PORT ${address.port} is free: the bot does not run here`)];
  const url = urlOf(address);
  if ((await read(`${url}/healthz`))?.body !== 'alive\n')
    return [fault(text`${toListenError(refusal, address).message}`)];
  const readiness = await read(`${url}/readyz`);
  if (readiness?.status === 200) return [fine(text`The bot runs at HTTP_PORT ${address.port}, and is ready`)];
  const lines = readiness?.body.split('\n').filter((line) => line !== '') ?? [];
  return lines.map((line) => fault(text`The running bot is not ready: ${line}`));
}

/** Our server answers a GET of Slack's address with 405. */
async function checkSlackPort(address: Address): Promise<Finding[]> {
  const refusal = await tryToListen(address);
  if (refusal === undefined)
    return [fine(text`SLACK_PORT ${address.port} is free: the bot does not run here`)];
  const answer = await read(`${urlOf(address)}/slack/events`);
  return answer?.status === 405
    ? [fine(text`The bot listens for Slack at SLACK_PORT ${address.port}`)]
    : [fault(text`${cannotListen(refusal, address.host, address.port).message}`)];
}

/** @returns why it can't be listened on */
async function tryToListen({ host, port }: Address): Promise<unknown> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return undefined;
  } catch (error) {
    return error;
  }
}

function urlOf({ host, port }: Address): string {
  return toHookAddress({ publicUrl: undefined, host, port }).url;
}

async function read(url: string): Promise<{ readonly status: number; readonly body: string } | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(DEADLINE) });
    return { status: answer.status, body: await answer.text() };
  } catch {
    return undefined;
  }
}

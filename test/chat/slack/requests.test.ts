import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ReplayGuard } from '../../../src/chat/slack/connect/replayGuard.ts';
import { verifyRequest } from '../../../src/chat/slack/connect/verifyRequest.ts';

// The example from Slack’s page on verifying requests.
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5';
const AT = 1_531_420_618;
const BODY =
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
const SIGNATURE = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';

const genuine = { body: BODY, timestamp: String(AT), signature: SIGNATURE };

function sign(timestamp: string): string {
  return `v0=${createHmac('sha256', SECRET).update(`v0:${timestamp}:${BODY}`).digest('hex')}`;
}

describe('a request', () => {
  it.each([0, 299, 300, -300])('that Slack signed is genuine when it is %i seconds old', (age) => {
    expect(verifyRequest(genuine, SECRET, (AT + age) * 1_000)).toBe('genuine');
  });

  it.each([
    ['too old', genuine, 301],
    ['too new', genuine, -301],
    ['unsigned', { ...genuine, signature: undefined }, 0],
    ['unsigned', { ...genuine, timestamp: undefined }, 0],
    ['unsigned', { ...genuine, timestamp: '1e9' }, 0],
    ['unsigned', { ...genuine, timestamp: `-${AT}` }, 0],
    ['wrongly signed', { ...genuine, body: `${BODY}&more` }, 0],
    ['wrongly signed', { ...genuine, signature: SIGNATURE.replace('v0', 'v1') }, 0],
    ['wrongly signed', { ...genuine, signature: '' }, 0],
    ['wrongly signed', { ...genuine, signature: sign(String(AT + 1)) }, 0],
  ] as const)('is refused: %s', (verdict, request, age) => {
    expect(verifyRequest(request, SECRET, (AT + age) * 1_000)).toBe(verdict);
  });

  it('is accepted once, for as long as its signature is valid', () => {
    const guard = new ReplayGuard();
    expect(guard.admit('one', 0)).toBe(true);
    expect(guard.admit('two', 1_000)).toBe(true);
    expect(guard.admit('one', 600_000)).toBe(false);
    expect(guard.admit('one', 601_000)).toBe(true);
  });
});

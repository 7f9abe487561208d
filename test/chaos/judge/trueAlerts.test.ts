import { expect, it } from 'vitest';
import type { ToldMessage } from '../chaosChat.ts';
import { countRepeated } from './trueAlerts.ts';

const [ONE, OTHER] = ['17900000000000001', '17900000000000002'];

function tellingsOf(nonce: string, at: number, ids: readonly string[]) {
  const message: Partial<ToldMessage> = { nonce, at };
  return ids.map((id) => ({
    kind: 'not-found' as const,
    id,
    at,
    message: message as ToldMessage,
    isAgain: false,
  }));
}

it('a message that was posted again is one repeated message, also where one of its containers is watched anew', () => {
  const start = {
    note: undefined,
    isSure: true,
    isAgain: false,
    until: Number.POSITIVE_INFINITY,
    moves: false,
  };
  const startsOf = (id: string) =>
    (id === ONE ? [0, 60] : [0]).map((at) => ({ ...start, at, answeredAt: at }));
  const told = tellingsOf('a', 10, [ONE, OTHER]);
  const toldAgain = tellingsOf('a', 60, [ONE, OTHER]);
  const toldAnew = tellingsOf('b', 70, [ONE]);
  expect(countRepeated([...told, ...toldAgain, ...toldAnew], startsOf, 0)).toBe(1);
  expect(
    countRepeated([...told, ...toldAgain, ...toldAnew, ...tellingsOf('c', 80, [ONE])], startsOf, 0),
  ).toBe(2);
});

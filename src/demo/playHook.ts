import type { Threadwatch } from '../app/createThreadwatch.ts';
import { TERMINAL, TERMINAL_PERSON } from '../chat/terminal/terminalPort.ts';
import type { HookAnswer } from '../hooks/hookAnswer.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Scenario } from '../sandbox/schema/scenario.ts';

const HOOK_LINE = /^POST\s{1,10}\/hook(?:\/\S{0,100})?(?:\s|$)/i;

/** What a program sends in the demo: the body of a call, after `POST /hook`. @returns `undefined` for any other line */
export function readHookLine(line: string): string | undefined {
  const [start] = HOOK_LINE.exec(line.trim()) ?? [];
  return start === undefined ? undefined : line.trim().slice(start.length).trim();
}

export interface HookParts {
  readonly bot: Threadwatch;
  readonly sandbox: Sandbox;
  readonly scenario: Scenario;
  /** Shows what the hook answered. */
  readonly showAnswer: (answer: HookAnswer) => void;
}

/**
 * Calls the demo's own hook, which needs no key and reports to the terminal: as a program does that has just created the
 * containers.
 *
 * @returns whether it was taken
 */
export async function playHook(
  body: string,
  { bot, sandbox, scenario, showAnswer }: HookParts,
): Promise<boolean> {
  sandbox.begin(body.match(/\d{10,20}/g) ?? []);
  const account = scenario.accounts[0]?.username ?? '';
  const hook = { id: 'demo', name: 'demo', channel: TERMINAL, account, by: TERMINAL_PERSON.id };
  const content = { contentType: undefined, query: '', body: Buffer.from(body) };
  const answer = await bot.hookEntrance.play(hook, content);
  showAnswer(answer);
  await bot.drain();
  await bot.deliver();
  return answer.http === 202;
}

import { text } from '../src/messages/text.ts';
import type { Person } from './command.ts';
import { seeHelpOf } from './userError.ts';

/** @param what a person asks for, as the subject of a sentence @throws UserError where the person is no manager */
export function checkManager(command: string, { isManager, managersAre }: Person, what = command): void {
  if (isManager) return;
  const problem =
    managersAre === undefined
      ? text`${what} is for managers of this workspace. Ask one of them to type it.`
      : text`${what} is for managers: ${managersAre}.`;
  throw seeHelpOf(command, problem, text`to see what it does.`);
}

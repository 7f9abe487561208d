import { code, text } from '../src/messages/text.ts';
import { checkManager } from './checkManager.ts';
import type { Command, Person } from './command.ts';
import { seeHelpOf } from './userError.ts';

/** @throws UserError where the person may not run the command */
export function checkAccess({ name, who }: Pick<Command, 'name' | 'who'>, person: Person): void {
  if (who === 'manager') checkManager(name, person);
  else if (who === 'publisher') checkPublisher(person);
}

/** Whether a person may run the command. */
export function mayRun({ who }: Pick<Command, 'who'>, { isManager, isPublisher = false }: Person): boolean {
  return who === 'anyone' || isManager || (who === 'publisher' && isPublisher);
}

/** @throws UserError */
function checkPublisher(person: Person): void {
  if (mayRun({ who: 'publisher' }, person)) return;
  throw seeHelpOf(
    'publish',
    text`Publishing is for managers of this workspace, and for those whom the operator lists in ${code('PUBLISHERS')}. Your id is ${code(person.id)}: ask the operator to add it, or a manager to publish.`,
    text`to see what it does.`,
  );
}

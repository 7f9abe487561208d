import { commandHelp, commandOverview } from '../src/messages/replies/help.ts';
import { toPlainWord } from '../src/plainText.ts';
import { defineCommand } from './command.ts';
import { describeUnknownCommand, findCommand } from './findCommand.ts';
import { findNear } from './findNear.ts';
import { didYouMean, seeHelp } from './userError.ts';

export const help = defineCommand({
  name: 'help',
  description: 'What can be asked, and how',
  who: 'anyone',
  reach: 'typed',
  posts: false,
  pages: false,
  asksThreads: false,
  emptyLine: 'answers',
  options: { command: { description: 'The command to explain', completes: 'commands' } },
  positional: ['command'],
  example: 'help watch',
  async run({ command: name = '' }, { commands }) {
    if (toPlainWord(name) === '') return commandOverview(commands);
    const found = findCommand(commands, name);
    if (found !== undefined) return commandHelp(found);
    const problem = describeUnknownCommand(name);
    const near = findNear(
      name,
      commands.map((each) => each.name),
    );
    if (near.length > 0) throw didYouMean(problem, near, (meant) => `help ${meant}`);
    throw seeHelp(problem);
  },
});

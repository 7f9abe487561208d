import { commandHelp, commandOverview } from '../src/messages/replies/help.ts';
import { text } from '../src/messages/text.ts';
import { toPlainWord } from '../src/plainText.ts';
import { defineCommand } from './command.ts';
import { quoteBriefly, UserError } from './userError.ts';

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
  async run(args, { commands }) {
    const name = toPlainWord(args.command ?? '');
    if (name === '') return commandOverview(commands);
    const found = commands.find((each) => each.name === name);
    if (found === undefined)
      throw new UserError(
        text`There is no command ${quoteBriefly(args.command ?? '')}.`,
        'help',
        text`to see all of them.`,
      );
    return commandHelp(found);
  },
});

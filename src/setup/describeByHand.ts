import type { Environment } from '../app/config.ts';
import { type VariableName, variables } from '../app/variables.ts';
import { numberSteps } from './words/platformSteps.ts';
import { THREADS_TOKEN_STEPS } from './words/threadsTokenSteps.ts';

const NEEDED: readonly (readonly [string, readonly VariableName[]])[] = [
  ['Discord (docs/discord.md says where they come from):', ['DISCORD_TOKEN', 'DISCORD_GUILD_IDS']],
  ['Slack (docs/slack.md says where they come from):', ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'MANAGERS']],
  ['Threads:', ['THREADS_ACCESS_TOKEN', 'THREADS_ACCOUNT_NAME']],
  ['For refreshed tokens to be stored:', ['TOKEN_KEY']],
];

/** What to set without the questions, for where there is no terminal. No value is shown. */
export function describeByHand(environment: Environment): string {
  const groups = NEEDED.flatMap(([title, names]) => [
    title,
    ...names.map((name) => {
      const state = environment[name] ? 'set' : `not set; ${variables[name].expected}`;
      return `  ${name}  (${state})`;
    }),
    '',
  ]);
  return `npm run setup asks its questions in a terminal, and there is none here. Nothing was changed.

Either run it in a terminal, or write these variables into .env (.env.example explains all), for Discord, Slack or both:

${groups.join('\n')}
An access token of Threads:
${numberSteps(THREADS_TOKEN_STEPS).join('\n')}

Then npm run doctor checks them, and npm start starts the bot.
`;
}

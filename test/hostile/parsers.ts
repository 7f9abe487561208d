import { findNear } from '../../commands/findNear.ts';
import { findIdsInMessage } from '../../commands/messageIds.ts';
import { readThresholds } from '../../commands/options.ts';
import { readContainer, readContainers } from '../../commands/readContainers.ts';
import { commandTable, typedCommands } from '../../commands/table.ts';
import { parseTypedDuration } from '../../commands/typedDuration.ts';
import { quoteBriefly } from '../../commands/userError.ts';
import { watchForm } from '../../commands/watchForm.ts';
import { writeLine } from '../../commands/writeLine.ts';
import { readMessage } from '../../src/chat/discord/interactions/readMessage.ts';
import { readModal } from '../../src/chat/discord/interactions/readModal.ts';
import { suggestNames, suggestWatches } from '../../src/chat/discord/interactions/suggestChoices.ts';
import { decodeCustomId } from '../../src/chat/discord/render/customId.ts';
import { escapeWords, fenceCode } from '../../src/chat/discord/render/escapeMarkdown.ts';
import { renderCard as renderDiscord } from '../../src/chat/discord/render/renderCard.ts';
import { readChannel } from '../../src/chat/slack/examine/readChannel.ts';
import { readMessage as readSlackMessage } from '../../src/chat/slack/interactions/readMessage.ts';
import { readCommand, readPress } from '../../src/chat/slack/interactions/readRequest.ts';
import { unwrapText } from '../../src/chat/slack/interactions/unwrapText.ts';
import { escapeCode, escapeMrkdwn, escapePlain } from '../../src/chat/slack/render/escapeText.ts';
import { renderMessage } from '../../src/chat/slack/render/renderMessage.ts';
import { readLine } from '../../src/chat/terminal/readLine.ts';
import { renderPlain } from '../../src/chat/terminal/renderCard.ts';
import { parseLine } from '../../src/chat/text/parseLine.ts';
import { splitWords } from '../../src/chat/text/splitWords.ts';
import { chooseName } from '../../src/connect/threadsUsers.ts';
import { completeLine } from '../../src/demo/completeLine.ts';
import { parseDuration } from '../../src/duration.ts';
import { LONGEST_BODY, readHookCall } from '../../src/hooks/read/readHookCall.ts';
import { html } from '../../src/html.ts';
import type { Card } from '../../src/messages/card.ts';
import { code, strong, text } from '../../src/messages/text.ts';
import { toPlain, toPlainWord } from '../../src/plainText.ts';
import { hideSecrets } from '../../src/sandbox/http/calls.ts';
import { decode, readCall } from '../../src/sandbox/http/readCall.ts';
import { Secrets } from '../../src/secrets.ts';
import { readCallUsage } from '../../src/threads/callUsage.ts';
import { containerEndpoint } from '../../src/threads/containerEndpoint.ts';
import { findContainerIds } from '../../src/threads/containerIds.ts';
import { explainContainerError } from '../../src/threads/explainContainerError.ts';
import { explainError } from '../../src/threads/explainError.ts';
import { readAnswer } from '../../src/threads/readAnswer.ts';
import { findLimitEnd } from '../../src/threads/retryAfter.ts';
import { normalizeStatus } from '../../src/threads/status.ts';

const ID = '17900000000000001';
const watch = commandTable.find(({ name }) => name === 'watch');
const takes = new Map(Object.entries(watch?.options ?? {}).map(([name, option]) => [name, option.takes]));

const slack = {
  serves: (team: string) => team === 'T0ONE',
  managers: new Set<string>(),
  commands: commandTable,
  commandName: 'threads',
};
const slackBody = {
  team_id: 'T0ONE',
  channel_id: 'C0GENERAL',
  user_id: 'U0MAY',
  response_url: 'https://hooks.slack.com/commands/1/2/3',
};

const cardOf = (words: string): Card => ({
  tone: 'bad',
  title: text`❌ ${words}`,
  body: [text`${strong(words)} ${code(words)}`],
  items: [text`${words}`],
  buttons: [],
});

const answerWith = (body: unknown, http = 200): unknown =>
  readAnswer(
    containerEndpoint(ID),
    { httpStatus: http, text: typeof body === 'string' ? body : JSON.stringify(body) },
    { account: 'brand', now: 0, redact: (words) => new Secrets(['THAA-planted-1']).hide(words) },
  );

const discordMessage = (message: object) => ({
  type: 3,
  name: 'Watch these containers',
  target_id: '1',
  resolved: { messages: { 1: message } },
});
const discordForm = (value: string) => ({
  custom_id: 'form|watch|0|',
  components: [{ type: 18, component: { custom_id: 'container', value } }],
});

const MANY = { description: '', many: true, takesAll: true } as const;
const SUGGESTION = { container: ID, account: 'brand', status: 'IN_PROGRESS' };

/** A call of a hook, with a body as large as one may be. */
const hookCall = (body: string, contentType?: string, query = ''): unknown =>
  readHookCall(
    { contentType, query, body: new TextEncoder().encode(body).subarray(0, LONGEST_BODY) },
    Date.UTC(2026, 0, 1),
  );

const CALL = { method: 'POST', url: '/me', headers: {}, body: '' };

/** Everything that text from outside goes through, by name: what people type, what platforms send, what Threads answers. */
export const parsers: readonly [name: string, read: (words: string) => unknown][] = [
  ['the line of a command', (words) => parseLine(words, typedCommands)],
  ...typedCommands.map(({ name }): [string, (words: string) => unknown] => [
    `the arguments of ${name}`,
    (words) => parseLine(`${name} ${words}`.slice(0, words.length), typedCommands),
  ]),
  [
    'a note on the line',
    (words) => parseLine(`watch ${ID} note:${words}`.slice(0, words.length), typedCommands),
  ],
  ['a quoted note', (words) => parseLine(`watch ${ID} note:"${words}`.slice(0, words.length), typedCommands)],
  ['words', (words) => splitWords(words, takes)],
  ['container ids', findContainerIds],
  ['the ids in a message', findIdsInMessage],
  ['a message in Discord', (content) => readMessage(discordMessage({ content }))],
  ['an embed in Discord', (description) => readMessage(discordMessage({ embeds: [{ description }] }))],
  ['a message in Slack', (words) => readSlackMessage({ text: words, blocks: [{ text: words }] })],
  ['the name or link of a channel in Slack', readChannel],
  ['a form of Discord', (value) => readModal(discordForm(value))],
  ['a text that is pasted into a form', (words) => watchForm.fields[0]?.read?.(words)],
  ['the ids of watch', (words) => readContainers(words, (ids) => `watch ${ids}`, { takesNote: true })],
  ['the id of status', (words) => readContainer(words, 'status', (id) => `status ${id}`)],
  [
    'a name that is near to others',
    (words) =>
      findNear(
        words,
        typedCommands.map(({ name }) => name),
      ),
  ],
  [
    'the ids of watch before words',
    (words) => readContainers(`${ID} ${words}`, (ids) => `watch ${ids}`, { takesNote: true }),
  ],
  ['thresholds', (words) => readThresholds(words, String)],
  ['a time that was typed', parseTypedDuration],
  ['a time of the configuration', parseDuration],
  ['plain text', toPlain],
  ['a plain word', toPlainWord],
  ['a quotation', quoteBriefly],
  ['a line at the terminal', (words) => readLine(`/threads ${words}`, 'threads', typedCommands)],
  ['any line at the terminal', (words) => readLine(words, 'threads', typedCommands)],
  ['a wait at the terminal', (words) => readLine(`wait ${words}`, 'threads', typedCommands)],
  [
    'a completion at the terminal',
    (words) => completeLine(`/threads ${words}`, 'threads', typedCommands, [ID]),
  ],
  ['Slack’s markup', unwrapText],
  ['a slash command of Slack', (words) => readCommand({ ...slackBody, text: words }, slack)],
  [
    'a button of Slack',
    (value) =>
      readPress(
        {
          team: { id: 'T0ONE' },
          user: { id: 'U0A' },
          channel: { id: 'C0A' },
          response_url: slackBody.response_url,
          actions: [{ value }],
        },
        slack,
      ),
  ],
  ['a line to be typed again', (words) => watch && writeLine(watch, { container: words, note: words })],
  ['a button of Discord', decodeCustomId],
  [
    'a completion of ids',
    (words) => suggestWatches([{ ...SUGGESTION, note: words.slice(0, 500) }], words, MANY),
  ],
  ['a completion of names', (words) => suggestNames(['brand'], words)],
  ['Discord’s markdown', (words) => escapeWords(words, true)],
  ['Discord’s code', fenceCode],
  ['a card on Discord', (words) => renderDiscord(cardOf(words), { commandName: 'threads' })],
  ['Slack’s mrkdwn', escapeMrkdwn],
  ['Slack’s code', escapeCode],
  ['Slack’s plain text', escapePlain],
  ['a card on Slack', (words) => renderMessage(cardOf(words), { commandName: 'threads' })],
  [
    'a card at the terminal',
    (words) => renderPlain(cardOf(words), { commandName: 'threads', now: 0, timeZone: 'UTC' }),
  ],
  ['a page', (words) => html`<p>${words}</p>`],
  ['the name of a new account', (username) => chooseName({ id: '1', username }, 'w1', () => false)],
  ['an answer of Threads', (words) => answerWith(words)],
  [
    'a status of Threads',
    (words) => [normalizeStatus(words), answerWith({ id: ID, status: words, error_message: words })],
  ],
  [
    'an error of Threads',
    (message) => answerWith({ error: { code: 100, message, error_user_msg: message } }, 400),
  ],
  ['the name of an error', (words) => answerWith({ error: { code: words, message: words } }, 400)],
  ['a blocked app', (message) => answerWith({ error: { code: 200, message } }, 400)],
  ['why a container failed', explainContainerError],
  ['what an error means', (apiMessage) => explainError({ kind: 'unknown', apiMessage })],
  ['a header of usage', (words) => readCallUsage(words, 0)],
  ['the header Retry-After', (retryAfter) => findLimitEnd({ retryAfter }, 0)],
  ['a secret', (words) => new Secrets([words, 'THAA-planted-1']).hide(words)],
  [
    'the address of a call',
    (words) => [decode(words), hideSecrets(`/${words}?${words}`, ['THAA-planted-1'])],
  ],
  ['the path of a call of the sandbox', (words) => readCall({ ...CALL, url: `/${words}` })],
  ['the query of a call of the sandbox', (words) => readCall({ ...CALL, url: `/me?${words}` })],
  [
    'the headers of a call of the sandbox',
    (words) => readCall({ ...CALL, headers: { authorization: `Bearer ${words}`, 'content-type': words } }),
  ],
  ['the body of a call of a hook', hookCall],
  ['the JSON of a call of a hook', (words) => hookCall(words, 'application/json')],
  ['the query of a call of a hook', (words) => hookCall('', undefined, words)],
  ...(
    ['container', 'containers', 'note', 'created_at', 'age', 'published', 'permalink', 'error'] as const
  ).map((field): [string, (words: string) => unknown] => [
    `the field ${field} of a call of a hook`,
    (words) => hookCall(JSON.stringify({ container: ID, [field]: words.slice(0, LONGEST_BODY / 4) })),
  ]),
  ['the body of a call of the sandbox', (words) => readCall({ ...CALL, body: words })],
  [
    'form data of a call of the sandbox',
    (words) =>
      readCall({ ...CALL, headers: { 'content-type': 'multipart/form-data; boundary=b' }, body: words }),
  ],
];

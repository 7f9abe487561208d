/** What a folder may import: itself and the loose files of `src` always; other folders and packages where they stand here. */
export interface Layer {
  /** A folder; `*` stands for any one folder, also for one that is made tomorrow. */
  readonly folder: string;
  /** Folders that stand above this one in the list, so that no two folders can import each other. */
  readonly imports: readonly string[];
  readonly packages?: readonly string[];
}

const CORE = ['src/store', 'src/threads', 'src/watches', 'src/accounts', 'src/polling', 'src/tokens'];
const TELLING = ['src/messages', 'src/messages/*', 'src/notifications', 'src/alerts'];

/** From the ground up. A folder that is not listed may import the loose files of `src` alone, and nobody may import it. */
export const LAYERS: readonly Layer[] = [
  { folder: 'src', imports: [], packages: ['zod', 'pino', 'cockatiel'] },
  { folder: 'src/store', imports: [], packages: ['zod', 'keyv', '@redis/client'] },
  {
    folder: 'src/cluster',
    imports: ['src/store'],
    packages: ['bullmq', '@redis/client', 'zod'],
  },
  {
    folder: 'src/cluster/*',
    imports: ['src/store', 'src/cluster'],
    packages: ['bullmq', '@redis/client', 'zod'],
  },
  { folder: 'src/threads', imports: [], packages: ['zod', 'undici', 'cockatiel', 'p-limit'] },
  { folder: 'src/network', imports: [], packages: ['undici', 'ws'] },
  { folder: 'src/sandbox', imports: [], packages: ['zod'] },
  { folder: 'src/watches', imports: ['src/store', 'src/threads'], packages: ['zod', 'tinyqueue'] },
  { folder: 'src/accounts', imports: ['src/store', 'src/threads', 'src/watches'], packages: ['zod'] },
  { folder: 'src/polling', imports: CORE.slice(0, 4), packages: ['zod', 'tinyqueue', 'p-limit'] },
  { folder: 'src/tokens', imports: CORE.slice(0, 4), packages: ['zod'] },
  { folder: 'src/messages', imports: CORE.slice(1), packages: ['zod'] },
  { folder: 'src/messages/*', imports: [...CORE.slice(1), 'src/messages'], packages: ['zod'] },
  { folder: 'src/messages/replies', imports: ['src/messages/alerts'] },
  { folder: 'src/notifications', imports: [...CORE, ...TELLING.slice(0, 2)], packages: ['zod', 'p-limit'] },
  { folder: 'src/alerts', imports: [...CORE, ...TELLING.slice(0, 3)], packages: ['zod'] },
  { folder: 'src/events', imports: [...CORE, ...TELLING], packages: ['zod', 'undici'] },
  { folder: 'src/hooks', imports: [...CORE, ...TELLING, 'src/events'], packages: ['zod'] },
  { folder: 'src/publishing', imports: [...CORE, ...TELLING], packages: ['zod'] },
  { folder: 'src/connect', imports: [...CORE, ...TELLING], packages: ['zod'] },
  { folder: 'src/doctor', imports: [...CORE, ...TELLING, 'src/connect'], packages: ['zod'] },
  {
    folder: 'src/jobs',
    imports: [...CORE, 'src/notifications', 'src/alerts', 'src/events', 'src/publishing'],
    packages: ['node-cron'],
  },
  {
    folder: 'commands',
    imports: [...CORE.slice(1), ...TELLING, 'src/connect', 'src/hooks', 'src/events', 'src/publishing'],
    packages: ['fastest-levenshtein'],
  },
  { folder: 'src/chat', imports: [...TELLING.slice(0, 3), 'commands'], packages: ['zod'] },
  {
    folder: 'src/chat/*',
    imports: [...TELLING.slice(0, 3), 'commands', 'src/chat'],
    packages: ['zod'],
  },
  { folder: 'src/chat/slack', imports: ['src/chat/text', 'src/network'] },
  { folder: 'src/chat/terminal', imports: ['src/chat/text'], packages: ['wrap-ansi'] },
  {
    folder: 'src/chat/discord',
    imports: ['src/network'],
    packages: ['discord.js', '@discordjs/rest', '@discordjs/ws', 'discord-api-types'],
  },
  // Each Slack team has a token of its own, encrypted as those of accounts are.
  { folder: 'src/chat/slack', imports: ['src/tokens'], packages: ['@slack/bolt', '@slack/oauth'] },
  {
    folder: 'src/app',
    imports: ['src/*', 'src/chat/*', 'src/messages/*', 'commands'],
    packages: ['zod', 'node-cron', 'prom-client'],
  },
  {
    folder: 'src/replica',
    imports: [
      'src/store',
      'src/watches',
      'src/accounts',
      'src/connect',
      'src/hooks',
      'src/notifications',
      'src/chat',
      'src/cluster',
      'src/jobs',
      'src/app',
      'commands',
    ],
    packages: ['zod'],
  },
  {
    folder: 'src/setup',
    imports: [
      ...CORE.slice(0, 4),
      'src/messages/replies',
      'src/connect',
      'src/doctor',
      'src/chat',
      'src/chat/*',
      'src/app',
    ],
    packages: ['@clack/prompts', 'wrap-ansi'],
  },
  {
    folder: 'src/demo',
    imports: [
      ...CORE,
      'src/hooks',
      'src/doctor',
      'src/jobs',
      'src/chat/*',
      'src/sandbox',
      'src/app',
      'commands',
    ],
    packages: ['zod', 'p-limit'],
  },
];

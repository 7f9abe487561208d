import { findMissingForConnect } from '../app/readConnectSetup.ts';
import { defaults, variables } from '../app/variables.ts';
import { DAY, formatDuration, SECOND } from '../duration.ts';
import { askToken, describeProblem } from './askToken.ts';
import { checkThreadsToken, type ThreadsAccess, type ThreadsAccount } from './checkThreadsToken.ts';
import type { Wizard } from './wizard.ts';
import { numberSteps } from './words/platformSteps.ts';
import { NEW_THREADS_TOKEN, THREADS_TOKEN_STEPS } from './words/threadsTokenSteps.ts';

/** Without these, little works. */
const ESSENTIAL_SCOPES: readonly string[] = ['threads_basic', 'threads_content_publish'];

/** A larger difference makes checks and expiries come at the wrong time. */
const MAX_SKEW = 30 * SECOND;

/** A token of the authorisation window lives for an hour, one that serves for 60 days. */
const SHORT_LIFE = DAY;

/** Asks for the account's token, and shows whose it is. */
export async function askThreads(wizard: Wizard): Promise<void> {
  const { draft } = wizard;
  if (draft.has('THREADS_ACCOUNTS')) return checkAccounts(wizard);
  if (await isConnectedFromChat(wizard)) return;
  const isNew = !draft.has('THREADS_ACCESS_TOKEN');
  if (isNew) wizard.prompts.note('Threads: an access token', numberSteps(THREADS_TOKEN_STEPS));
  for (;;) {
    const { found } = await askToken(wizard, {
      variable: 'THREADS_ACCESS_TOKEN',
      what: "the Threads account's access token",
      service: 'Threads',
      check: (typed) => checkThreadsToken(typed, accessOf(wizard)),
    });
    if (found === undefined) return;
    if (isNew && !draft.has('THREADS_ACCOUNT_NAME')) draft.set('THREADS_ACCOUNT_NAME', nameOf(found));
    if (await isGoodEnough(wizard, found)) return;
    draft.remove('THREADS_ACCESS_TOKEN');
  }
}

function accessOf({ draft, proxy, clock }: Wizard): ThreadsAccess {
  const auth = variables.THREADS_AUTH.schema.safeParse(draft.get('THREADS_AUTH')).data ?? 'header';
  return { apiUrl: draft.get('THREADS_API_URL') ?? defaults.threadsApiUrl, auth, proxy, clock };
}

/** Where accounts can be connected from chat, no token is needed here. */
async function isConnectedFromChat({ prompts, draft }: Wizard): Promise<boolean> {
  const { missing } = findMissingForConnect((name) => draft.has(name));
  if (missing.length > 0 || draft.has('THREADS_ACCESS_TOKEN')) return false;
  const how = await prompts.choose('How does the bot get access to Threads?', [
    { value: 'chat', label: 'Accounts are connected from chat', hint: 'as .env is set up' },
    { value: 'token', label: 'With an access token, now' },
  ]);
  return how === 'chat';
}

/** Several accounts are kept as they are; each is checked. */
async function checkAccounts(wizard: Wizard): Promise<void> {
  const { prompts, draft } = wizard;
  const { schema, expected } = variables.THREADS_ACCOUNTS;
  const accounts = schema.safeParse(draft.get('THREADS_ACCOUNTS')).data;
  if (accounts === undefined)
    return prompts.tell('fault', `THREADS_ACCOUNTS is not valid: expected ${expected}. Mend it in .env.`);
  prompts.tell('info', 'THREADS_ACCOUNTS lists the accounts. The setup keeps it as it is.');
  for (const { name, token } of accounts) {
    const check = await prompts.during(
      `Asking Threads about ${name}`,
      checkThreadsToken(token, accessOf(wizard)),
    );
    if (check.kind === 'accepted') describeAccount(wizard, check.found, `${name} is `);
    else prompts.tell('fault', `${name}: ${describeProblem(check.problem)}`);
  }
}

/** Shows the account. @returns whether its token is to be used */
async function isGoodEnough(wizard: Wizard, account: ThreadsAccount): Promise<boolean> {
  const { prompts, clock } = wizard;
  describeAccount(wizard, account);
  const missing = account.missing.filter((scope) => ESSENTIAL_SCOPES.includes(scope));
  const isShortLived = account.endsAt !== undefined && account.endsAt - clock.now() < SHORT_LIFE;
  if (missing.length === 0 && !isShortLived) return true;
  prompts.tell(
    'warning',
    missing.length > 0
      ? `Without ${missing.join(' and ')}, the quota of posts stays unknown, nothing can be published from chat, and Threads may refuse to tell of containers. ${NEW_THREADS_TOKEN}`
      : `This token ends within a day, and one that is less than a day old can't be refreshed. ${NEW_THREADS_TOKEN}`,
  );
  const next = await prompts.choose('What now?', [
    { value: 'type', label: 'Type another token' },
    { value: 'keep', label: 'Use this one all the same' },
  ]);
  return next === 'keep';
}

function describeAccount(
  { prompts, clock }: Wizard,
  { username, endsAt, missing, clockSkew = 0 }: ThreadsAccount,
  before = 'Threads: the account is ',
): void {
  const now = clock.now();
  const end =
    endsAt === undefined
      ? 'Threads does not say when its token ends.'
      : `Its token ends on ${new Date(endsAt).toISOString().slice(0, 10)} (in ${formatDuration(endsAt - now)}).`;
  prompts.tell('success', `${before}@${username}. ${end}`);
  const others = missing.filter((scope) => !ESSENTIAL_SCOPES.includes(scope));
  if (others.length > 0)
    prompts.tell('info', `Not granted: ${others.join(', ')}. Its quotas stay unknown; all else works.`);
  if (Math.abs(clockSkew) > MAX_SKEW)
    prompts.tell(
      'warning',
      `The clock of this machine is ${formatDuration(Math.abs(clockSkew))} ${clockSkew > 0 ? 'ahead of' : 'behind'} that of Threads: checks and expiries would come at the wrong time. Let this machine set its time by NTP.`,
    );
}

/** The account's name in chat: its username, as far as a name may hold it. */
function nameOf({ username }: ThreadsAccount): string {
  return username.replaceAll(/[^\w-]/g, '_').slice(0, 32) || defaults.threadsAccountName;
}

import * as z from 'zod';
import { containersSchema } from './container.ts';
import { durationSchema } from './duration.ts';
import { describeIssues, expected, strictObject } from './expected.ts';
import { type FaultFromNow, faultFromNowSchema, faultSchema } from './fault.ts';
import { quotasSchema } from './quota.ts';

const EXAMPLE = '{ "token": "sandbox-token", "id": "17841400000000001", "username": "brand" }';
const token = expected('a token of visible ASCII characters', '"sandbox-token"');
const userId = expected('a user id of digits, as a text', '"17841400000000001"');

const accountSchema = strictObject('an account', EXAMPLE, {
  token: z.string(token).regex(/^[\x21-\x7e]+$/, token),
  id: z.string(userId).regex(/^\d{1,25}$/, userId),
  username: z.string(expected('a username', '"brand"')).min(1, expected('a username', '"brand"')),
  /** The age of the token and of the permission when the scenario starts. */
  token_age: durationSchema.optional(),
  /** How long each token is valid; left out: forever. */
  token_life: durationSchema.optional(),
  /** How long the permission lasts; left out: forever. */
  grant_life: durationSchema.optional(),
});

export type Account = z.output<typeof accountSchema>;

const DEFAULT_ACCOUNT: Account = { token: 'sandbox-token', id: '17841400000000001', username: 'brand' };

const accountsSchema = z
  .array(accountSchema, expected('a list of accounts', `[${EXAMPLE}]`))
  .refine((accounts) => new Set(accounts.map((account) => account.token)).size === accounts.length, {
    error: 'expected a unique token for each account',
  });

const scenarioSchema = strictObject('a scenario', `{ "accounts": [${EXAMPLE}] }`, {
  description: z.string(expected('a text', '"Threads is down for ten minutes"')).optional(),
  accounts: accountsSchema.default([DEFAULT_ACCOUNT]),
  containers: containersSchema.default({}),
  quotas: quotasSchema.default({}),
  faults: z
    .array(
      faultSchema,
      expected('a list of faults', '[{ "from": "2h", "to": "2h10m", "http": 500, "body": "" }]'),
    )
    .default([]),
}).check((context) => {
  const { accounts, faults } = context.value;
  for (const [index, { account }] of faults.entries()) {
    const message = account === undefined ? undefined : findUnknownAccount(accounts, account);
    if (message !== undefined)
      context.issues.push({ code: 'custom', input: account, path: ['faults', index, 'account'], message });
  }
});

/** A parsed scenario: durations are in ms, and defaults are filled in. */
export type Scenario = z.output<typeof scenarioSchema>;

/** The input is not a valid scenario. The message names each fault: where it is, what was expected, and an example. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/**
 * Parses a scenario.
 *
 * @throws {ScenarioError} if it is not valid
 */
export function parseScenario(json: unknown): Scenario {
  return parse(scenarioSchema, json);
}

/**
 * Parses a fault of the control API, which starts now.
 *
 * @param accounts the accounts that it may name
 * @throws {ScenarioError} if it is not valid
 */
export function parseFaultFromNow(json: unknown, accounts: readonly Account[]): FaultFromNow {
  const fault = parse(faultFromNowSchema, json);
  const refusal = fault.account === undefined ? undefined : findUnknownAccount(accounts, fault.account);
  if (refusal !== undefined) throw new ScenarioError(refusal);
  return fault;
}

/** Writes a scenario as JSON with durations as text, so that `parseScenario` can read it. */
export function writeScenario(scenario: Scenario): z.input<typeof scenarioSchema> {
  return z.encode(scenarioSchema, scenario);
}

function findUnknownAccount(accounts: readonly Account[], username: string): string | undefined {
  if (accounts.some((account) => account.username === username)) return undefined;
  return `expected the username of one of the accounts, such as ${JSON.stringify(accounts[0]?.username ?? 'brand')}`;
}

function parse<Schema extends z.ZodType>(schema: Schema, json: unknown): z.output<Schema> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  throw new ScenarioError(describeIssues(result.error), { cause: result.error });
}

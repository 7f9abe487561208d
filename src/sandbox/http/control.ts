import { addFault } from '../graph/faults.ts';
import { publishContainer, publishTaken } from '../graph/publishContainer.ts';
import { type Reply, writeJson } from '../graph/reply.ts';
import type { World } from '../graph/world.ts';
import {
  parseFaultFromNow,
  parseScenario,
  type Scenario,
  ScenarioError,
  writeScenario,
} from '../schema/scenario.ts';
import type { Call } from './calls.ts';

/** What the control API can use of a running sandbox. */
export interface Controls {
  readonly calls: Call[];
  world(): World;
  load(scenario: Scenario): void;
  now(): number;
}

const PREFIX = '/_sandbox/';

type Action = (controls: Controls, body: string) => Reply;

const ACTIONS: Readonly<Record<string, Action>> = {
  'GET calls': ({ calls }) => writeJson(200, calls),
  'DELETE calls': ({ calls }) => {
    calls.length = 0;
    return writeJson(200, calls);
  },
  'GET posts': ({ world, now }) => {
    publishTaken(world(), now());
    const posts = [...world().postsById.values()].map(({ id, containerId, account, publishedAt }) => ({
      id,
      container: containerId,
      account: account.username,
      at: new Date(publishedAt).toISOString(),
    }));
    return writeJson(200, posts);
  },
  'GET scenario': (controls) => showScenario(controls),
  'PUT scenario': (controls, body) => {
    controls.load(parseScenario(readJson(body)));
    return showScenario(controls);
  },
  'POST faults': (controls, body) => {
    const world = controls.world();
    addFault(world, parseFaultFromNow(readJson(body), world.scenario.accounts), controls.now());
    return showFaults(controls);
  },
  'DELETE faults': (controls) => {
    controls.world().faults.length = 0;
    return showFaults(controls);
  },
};

/** Whether a path belongs to the control API. */
export function isControlPath(path: string): boolean {
  return path === '/_sandbox' || path.startsWith(PREFIX);
}

/** Answers a call of the control API. A bad call is answered with an error message. */
export function control(controls: Controls, method: string, path: string, body: string): Reply {
  const name = path.slice(PREFIX.length);
  const container = /^publish\/(\d+)$/.exec(name)?.[1];
  if (method === 'POST' && container !== undefined) return publish(controls, container);
  const action = ACTIONS[`${method} ${name}`];
  if (action === undefined) return replyError(404, `The control API has ${listActions()}.`);
  try {
    return action(controls, body);
  } catch (error) {
    if (error instanceof ScenarioError) return replyError(400, error.message);
    throw error;
  }
}

function publish(controls: Controls, container: string): Reply {
  const world = controls.world();
  const account = world.created.get(container)?.account ?? world.scenario.accounts[0];
  if (account === undefined) return replyError(409, 'The scenario has no account to publish for.');
  const publishing = publishContainer(world, account, container, controls.now());
  if (publishing.kind === 'published') return writeJson(200, { id: publishing.post.id });
  const { code, error_subcode: subcode } = publishing.error;
  return replyError(
    409,
    `Container ${container} can't be published now (${code}/${subcode ?? '-'}): it must be FINISHED.`,
  );
}

function showScenario({ world }: Controls): Reply {
  const { scenario, faults } = world();
  return writeJson(200, writeScenario({ ...scenario, faults }));
}

function showFaults({ world }: Controls): Reply {
  const { scenario, faults } = world();
  return writeJson(200, { faults: writeScenario({ ...scenario, faults }).faults });
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new ScenarioError(`The body is not JSON: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

function replyError(http: number, error: string): Reply {
  return writeJson(http, { error });
}

function listActions(): string {
  const actions = Object.keys(ACTIONS).map((act) => act.replace(' ', ` ${PREFIX}`));
  return [...actions, `POST ${PREFIX}publish/{container}`].join(', ');
}

import type { ContainerStep } from './schema/container.ts';
import { writeDuration } from './schema/duration.ts';
import type { Scenario } from './schema/scenario.ts';

/** The text that `npm run sandbox` prints at start: the URL, the tokens, the containers, and how to control it. */
export function writeGreeting(url: string, name: string, speed: number, scenario: Scenario): string {
  const speedText = speed === 1 ? '' : `, ${speed} times as fast`;
  const accounts = scenario.accounts.map(({ token, username, id }) => `  ${token}  ${username} (${id})`);
  const containers = Object.entries(scenario.containers).map(
    ([id, steps]) => `  ${id}  ${steps.map(writeStep).join(', ')}`,
  );
  const account = scenario.accounts[0];
  const container = Object.keys(scenario.containers)[0];
  return `The Threads sandbox listens on ${url}, playing ${name}${speedText}.
${list('Tokens', accounts)}${list('Containers, by the time since their first call', containers)}
Try it:
  curl -H 'Authorization: Bearer ${account?.token ?? 'sandbox-token'}' '${url}/v1.0/${container ?? 'me'}'
  curl ${url}/_sandbox/calls
  curl -X POST -d '{"for":"10m","http":500,"body":""}' ${url}/_sandbox/faults
  curl -X PUT --data-binary @scenario.json ${url}/_sandbox/scenario
Ctrl-C stops it. More in docs/sandbox.md.
`;
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n${title}:\n${lines.join('\n')}\n`;
}

function writeStep(step: ContainerStep): string {
  const at = writeDuration(step.at);
  if ('status' in step) return `${at} ${step.status}${step.error_message ? ` ${step.error_message}` : ''}`;
  if ('body' in step) return `${at} HTTP ${step.http}`;
  const { code, error_subcode: subcode } = step.error;
  return `${at} error ${code}${subcode === undefined ? '' : `/${subcode}`}`;
}

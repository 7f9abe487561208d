import type { Button } from './card.ts';

interface About {
  readonly account: string;
  readonly container: string;
}

export function watchButton({ account, container }: About): Button {
  return onContainer('Watch', 'watch', account, container);
}

export function checkAgainButton({ account, container }: About): Button {
  return onContainer('Check again', 'status', account, container);
}

/** Asks whether the container is to be published. */
export function publishButton({ account, container }: About): Button {
  return onContainer('Publish', 'publish', account, container);
}

/** Publishes a container. @param question names what was asked, so that one press follows from it at most */
export function confirmPublishButton({ account, container }: About, question: string): Button {
  return { label: 'Publish', command: 'publish-now', args: { container, account, q: question } };
}

/** Publishes a container once it is ready. */
export function publishSoonButton({ account, container }: About, question: string): Button {
  return { label: 'Publish when ready', command: 'publish-soon', args: { container, account, q: question } };
}

export function stopWatchingButton({ account, container }: About): Button {
  return onContainer('Stop watching', 'unwatch', account, container);
}

/**
 * Drops what a live message still watches. Its containers may be more than a button can carry: it names the message.
 *
 * @param account left out where they are of several
 */
export function stopLiveButton(
  liveId: string,
  account: string | undefined,
  containers: readonly string[],
): Button {
  const typed = `unwatch ${containers.join(' ')}${account === undefined ? '' : ` account:${account}`}`;
  return { label: 'Stop watching', command: 'stop', args: { live: liveId }, typed };
}

export function checkQuotaButton(account: string): Button {
  return { label: 'Check again', command: 'quota', args: { account }, typed: `quota account:${account}` };
}

/** Begins to connect an account anew: on every message of a token that ends or is refused. */
export function reconnectButton(account: string): Button {
  return { label: 'Reconnect', command: 'connect', args: { account }, typed: `connect account:${account}` };
}

interface Snoozable {
  readonly account?: string | undefined;
  readonly container?: string | undefined;
}

/** Opens the durations for which nothing is told of a container, of an account's quotas or, without either, here at all. */
export function snoozeButton(about: Snoozable): Button {
  return { label: 'Snooze', command: 'snooze', args: snoozeArgs(about), typed: writeSnooze('1h', about) };
}

const SNOOZES = [
  { label: '15 min', duration: '15m' },
  { label: '1 hour', duration: '1h' },
  { label: '6 hours', duration: '6h' },
  { label: '1 day', duration: '24h' },
] as const;

/** The durations that *Snooze* offers. @param isShort offers none of more than an hour */
export function snoozeChoices(about: Snoozable, isShort: boolean): Button {
  const offered = isShort ? SNOOZES.slice(0, 2) : SNOOZES;
  return {
    label: 'Snooze',
    command: 'snooze',
    args: snoozeArgs(about),
    choices: offered.map(({ label, duration }) => ({ label, args: { duration } })),
  };
}

/** Opens the durations for the whole channel, beside those for a part of what it is told. */
export function snoozeChannelButton(): Button {
  return { label: 'Snooze', command: 'snooze', args: {}, choices: [{ label: 'channel', args: {} }] };
}

/** Ends a snooze. */
export function resumeButton(about: Snoozable): Button {
  const args = { ...snoozeArgs(about), duration: 'off' };
  return { label: 'Resume alerts', command: 'snooze', args, typed: writeSnooze('off', about) };
}

/** How many snoozes a message lets people choose from. */
const MOST_RESUMED = 5;

/** Ends one of several snoozes. */
export function resumeOneOfButton(snoozes: readonly Snoozable[]): Button {
  return {
    label: 'Resume alerts',
    command: 'snooze',
    args: { duration: 'off' },
    typed: writeSnooze('off', snoozes[0] ?? {}),
    choices: snoozes.slice(0, MOST_RESUMED).map(({ account, container }) => ({
      label: nameToResume({ account, container }),
      args: snoozeArgs({ account, container }),
    })),
  };
}

function nameToResume({ account, container }: Snoozable): string {
  if (account === undefined) return 'here';
  return container === undefined ? `of the quotas of ${account}` : `of ${container}`;
}

/** The line that snoozes or resumes, without the slash and the command name before it. */
export function writeSnooze(duration: string, { account, container }: Snoozable): string {
  const about = Object.entries(snoozeArgs({ account, container }));
  return ['snooze', duration, ...about.map(([name, value]) => `${name}:${value}`)].join(' ');
}

function snoozeArgs({ account, container }: Snoozable): Record<string, string> {
  return { ...(account !== undefined && { account }), ...(container !== undefined && { container }) };
}

/** Everything that a message of alerts tells of; it is named, since that is more than a button can carry. */
export function showAllButton(group: string): Button {
  return { label: 'Show all', command: 'more', args: { group } };
}

function onContainer(label: Button['label'], command: string, account: string, container: string): Button {
  return {
    label,
    command,
    args: { container, account },
    typed: `${command} ${container} account:${account}`,
  };
}

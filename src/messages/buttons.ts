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

const SNOOZES = [
  { label: '1 hour', args: { for: '1h' } },
  { label: '6 hours', args: { for: '6h' } },
  { label: '1 day', args: { for: '24h' } },
] as const;

/** Quiet for a while: about a container, or, where none is named, about the account's quotas. */
export function snoozeButton(about: { account: string; container?: string }): Button {
  return { label: 'Snooze', command: 'snooze', args: about, choices: SNOOZES };
}

const CHANNEL_SNOOZES = SNOOZES.map(({ label, args }) => ({ label: `channel ${label}`, args }));

/** No alerts for the whole channel, for a while. */
export function snoozeChannelButton(): Button {
  return { label: 'Snooze', command: 'snooze', args: {}, choices: CHANNEL_SNOOZES };
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

import { accounts } from './accounts.ts';
import { acknowledge } from './acknowledge.ts';
import { alerts } from './alerts.ts';
import { type Command, isTyped } from './command.ts';
import { connect } from './connect.ts';
import { disconnect } from './disconnect.ts';
import { doctor } from './doctor.ts';
import { help } from './help.ts';
import { hook } from './hook.ts';
import { more } from './more.ts';
import { publish } from './publish.ts';
import { publishNow, publishSoon } from './publishNow.ts';
import { quota } from './quota.ts';
import { snooze } from './snooze.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import { unwatch } from './unwatch.ts';
import { watch } from './watch.ts';
import { watches } from './watches.ts';

/** Every command, in the order in which help and platforms list them; those that only buttons run come last. */
export const commandTable: readonly Command[] = [
  status,
  quota,
  watch,
  unwatch,
  watches,
  alerts,
  snooze,
  hook,
  publish,
  accounts,
  connect,
  disconnect,
  doctor,
  help,
  publishNow,
  publishSoon,
  stop,
  acknowledge,
  more,
];

/** The commands that people type. */
export const typedCommands: readonly Command[] = commandTable.filter(isTyped);

import { describeDeliveries, type EventDeliveries } from '../messages/eventDeliveries.ts';
import { type Finding, fault } from '../messages/findings.ts';
import { command, text } from '../messages/text.ts';

/** A hook of the workspace that posts events to a program. */
export interface EventHook {
  readonly name: string;
  readonly account: string;
  readonly deliveries: EventDeliveries;
}

/** The hooks whose programs do not get their events. */
export function checkEvents(hooks: readonly EventHook[]): Finding[] {
  return hooks
    .filter(({ deliveries: { failing, ended } }) => (failing ?? ended) !== undefined)
    .map(({ name, account, deliveries }) =>
      fault(
        deliveries.ended === undefined
          ? text`Hook ${name} of ${account}, ${describeDeliveries(deliveries)}. They are sent again for 24 hours: mend that program`
          : text`Hook ${name} of ${account}, ${describeDeliveries(deliveries)}. Mend that, then ${command(`hook off name:${name}`)} and ${command('hook on url:<its URL>')} in its channel`,
      ),
    );
}

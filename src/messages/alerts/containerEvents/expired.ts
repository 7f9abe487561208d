import { code, text } from '../../text.ts';
import { endedButtons } from './alertButtons.ts';
import type { ContainerEventDescriptor } from './containerEventDescriptor.ts';

const whatToDo = text`create a new container and publish that.`;

/** Not published within 24 hours. */
export const expired: ContainerEventDescriptor<'expired'> = {
  alert: (_event, { container }) => ({
    tone: 'bad',
    title: text`⌛ Container ${code(container)} expired: it was not published within 24 hours`,
    body: [
      text`It can't be published any more. Create a new container with the same media, and publish that.`,
    ],
  }),
  buttons: endedButtons,
  groupHeadline: { sign: '⌛', tone: 'bad', predicate: 'expired: they were not published within 24 hours' },
  groupLine: () => whatToDo,
  listLine: () => whatToDo,
  isSuperseded: false,
  trueWhile: undefined,
};

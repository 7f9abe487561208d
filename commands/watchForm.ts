import { text } from '../src/messages/text.ts';
import { findContainerIds, type OtherWord } from '../src/threads/containerIds.ts';
import type { Form, FormStart } from './form.ts';
import { findIdsInMessage } from './messageIds.ts';
import { readAge } from './options.ts';
import { MOST_CONTAINERS, readContainers } from './readContainers.ts';
import { UserError } from './userError.ts';

const EXAMPLE = 'watch 17900000000000001';

/** Part of a number that was meant as an id. */
const LIKE_AN_ID = /\p{N}{6}/u;

/** What a person fills in to watch containers. */
export const watchForm: Form = {
  title: 'Watch containers',
  submit: 'Watch',
  fields: [
    {
      option: 'container',
      label: 'Container IDs',
      hint: `Up to ${MOST_CONTAINERS}, or a text that they stand in`,
      placeholder: '17900000000000001',
      isLong: true,
      read: readPasted,
    },
    {
      option: 'note',
      label: 'Note',
      hint: 'What they are: alerts begin with it',
      placeholder: 'launch video',
    },
    {
      option: 'age',
      label: 'Created how long ago',
      hint: 'Leave it empty where they were created just now',
      placeholder: '20m',
      read: (value) => {
        readAge(value, (age) => `${EXAMPLE} age:${age}`);
        return value;
      },
    },
    {
      option: 'mention',
      label: 'Mention',
      hint: 'Whom bad news about them calls by name',
      choices: [{ value: 'me', label: 'Me' }],
    },
    { option: 'account', label: 'Threads account' },
  ],
  onMessage: {
    name: 'Watch these containers',
    description: 'Tell this channel what becomes of the containers whose IDs are in this message',
    read: readMessage,
  },
};

/** The ids of a pasted text. Where something in it may have been meant as an id, the text stays as it is, for the command to name it. */
function readPasted(value: string): string {
  const found = findContainerIds(value);
  const { ids, others } = found;
  if (ids.length > 0 && others.every(isProse)) return ids.join(' ');
  readContainers(value, (container) => `watch ${container}`, { takesNote: true, found });
  return value;
}

function isProse({ word, kind }: OtherWord): boolean {
  return kind === 'word' && !LIKE_AN_ID.test(word);
}

function readMessage(words: string): FormStart {
  const ids = findIdsInMessage(words);
  if (ids.length === 0)
    throw new UserError(
      text`There is no container ID in that message: IDs have 10 to 20 digits.`,
      EXAMPLE,
      text`with the ID that Threads returned.`,
    );
  return {
    args: { container: ids.slice(0, MOST_CONTAINERS).join('\n') },
    hint:
      ids.length > MOST_CONTAINERS
        ? `The first ${MOST_CONTAINERS} of ${ids.length} in the message. Remove what is no container ID.`
        : 'Found in the message. Remove what is no container ID.',
  };
}

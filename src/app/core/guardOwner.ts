import type { Dispatch } from '../../../commands/dispatch.ts';
import type { Job } from '../../jobs/job.ts';
import { internalError } from '../../messages/replies/internalError.ts';
import type { ChatPort } from '../../notifications/chatPort.ts';
import { type Store, StoreError } from '../../store/store.ts';

type Owned = Pick<Store, 'ensureLeased'>;

/**
 * A port through which only the owner of the store sends. A process that was suspended may wake between reading a message
 * and sending it, while another process has taken the store over and sends the same.
 */
export function guardChat(chat: ChatPort, store: Owned): ChatPort {
  const { tellPerson } = chat;
  return {
    ...readsOf(chat),
    async post(...message) {
      await store.ensureLeased();
      return chat.post(...message);
    },
    async edit(...message) {
      await store.ensureLeased();
      return chat.edit(...message);
    },
    ...(tellPerson && {
      async tellPerson(...message: Parameters<typeof tellPerson>) {
        await store.ensureLeased();
        return tellPerson.apply(chat, message);
      },
    }),
  };
}

type Reads = Omit<ChatPort, 'post' | 'edit' | 'tellPerson'>;

/** What changes nothing on the platform. Each optional method of a port is named, or this does not compile. */
function readsOf(chat: ChatPort): Reads {
  const { checkChannel, describeChannel, linkTo, readMention, timeZoneOf } = chat;
  const reads: { [Name in keyof Required<Reads>]: Reads[Name] | undefined } = {
    platform: chat.platform,
    checkChannel: checkChannel?.bind(chat),
    describeChannel: describeChannel?.bind(chat),
    linkTo: linkTo?.bind(chat),
    readMention: readMention?.bind(chat),
    timeZoneOf: timeZoneOf?.bind(chat),
  };
  return Object.fromEntries(
    Object.entries(reads).filter(([, read]) => read !== undefined),
  ) as unknown as Reads;
}

/**
 * Runs a command, and gives its answer, unless another process has taken the store over: then memory is out of date. While
 * the store does not answer, commands run that need none, such as `help` and `doctor`.
 */
export function guardDispatch(dispatch: Dispatch, store: Owned): Dispatch {
  return async (invocation) => {
    if (await isLost(store)) return internalError();
    const card = await dispatch(invocation);
    return (await isLost(store)) ? internalError() : card;
  };
}

/** Jobs run only while no other process has taken the store over: they would call Threads in its place. */
export function guardJobs(jobs: readonly Job[], store: Owned): Job[] {
  return jobs.map((job) => ({
    ...job,
    async run(signal) {
      if (!(await isLost(store))) await job.run(signal);
    },
  }));
}

async function isLost(store: Owned): Promise<boolean> {
  try {
    await store.ensureLeased();
    return false;
  } catch (error) {
    return error instanceof StoreError && error.code === 'store_lost';
  }
}

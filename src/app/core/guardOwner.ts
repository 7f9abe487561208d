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
  const { checkChannel, describeChannel, readMention, timeZoneOf, tellPerson } = chat;
  return {
    platform: chat.platform,
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
    ...(checkChannel && { checkChannel: (...args) => checkChannel.apply(chat, args) }),
    ...(readMention && { readMention: (...args) => readMention.apply(chat, args) }),
    ...(timeZoneOf && { timeZoneOf: (...args) => timeZoneOf.apply(chat, args) }),
    ...(describeChannel && { describeChannel: (...args) => describeChannel.apply(chat, args) }),
  };
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

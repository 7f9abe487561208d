import type { Finding } from '../messages/replies/doctorReport.ts';
import { code, text, time } from '../messages/text.ts';
import { EmptiedStores } from '../store/emptiedStores.ts';
import type { Store } from '../store/store.ts';

/**
 * Checks whether the store answers, whether it may lose records, and whether it lost them lately.
 * @param where the store's address without a password
 * @param now ms since the epoch
 */
export async function checkStore(store: Store, where: string, now: number): Promise<Finding[]> {
  try {
    await store.check();
    const problems = await store.findProblems();
    const emptied = await new EmptiedStores(store).lately(now);
    return [
      { isOk: true, words: text`The store answers: ${code(where)}` },
      ...problems.map((problem) => ({ isOk: false, words: text`${problem}` })),
      ...emptied.map(({ at, watches }) => ({
        isOk: false,
        words:
          watches === undefined
            ? text`The store was emptied before the start ${time(at)}: the watches in it are lost. Watch again what still matters`
            : text`The store was emptied ${time(at)}: ${watches} ${watches === 1 ? 'watch was' : 'watches were'} put back from memory. Find out who or what empties it`,
      })),
    ];
  } catch {
    return [{ isOk: false, words: text`The store does not answer: ${code(where)}. Check STORE_URL` }];
  }
}

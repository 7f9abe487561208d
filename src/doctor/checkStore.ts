import { ASK_OPERATOR, advice, type Finding, fault, fine } from '../messages/findings.ts';
import { code, text, time } from '../messages/text.ts';
import { EmptiedStores } from '../store/emptiedStores.ts';
import { type Store, StoreError } from '../store/store.ts';

/**
 * Checks whether the store answers, whether it may lose or refuse records, and whether it lost them lately.
 * @param where the store's address without a password
 * @param now ms since the epoch
 */
export async function checkStore(store: Store, where: string, now: number): Promise<Finding[]> {
  try {
    await store.check();
    const problems = await store.findProblems();
    const emptied = await new EmptiedStores(store).lately(now);
    return [
      fine(text`The store answers: ${code(where)}`, text`The store answers`),
      ...problems.map(({ grade, words }) =>
        grade === 'fault'
          ? fault(text`${words}`, text`The store loses or refuses records. ${ASK_OPERATOR}`)
          : advice(text`${words}`, 'hidden'),
      ),
      ...emptied.map(({ at, watches }) =>
        advice(
          watches === undefined
            ? text`The store was emptied before the start ${time(at)}: the watches in it are lost. Watch again what still matters`
            : text`The store was emptied ${time(at)}: ${watches} ${watches === 1 ? 'watch was' : 'watches were'} put back from memory. Find out who or what empties it`,
        ),
      ),
    ];
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const inChat = text`The store fails: nothing can be watched, and alerts wait. ${ASK_OPERATOR}`;
    return [fault(text`The store ${code(where)} fails. ${error.message}`, inChat)];
  }
}

import type { Finding } from '../messages/replies/doctorReport.ts';
import { code, text } from '../messages/text.ts';
import type { Store } from '../store/store.ts';

/**
 * Checks whether the store answers.
 * @param where the store's address without a password
 */
export async function checkStore(store: Pick<Store, 'check'>, where: string): Promise<Finding> {
  try {
    await store.check();
    return { isOk: true, words: text`The store answers: ${code(where)}` };
  } catch {
    return { isOk: false, words: text`The store does not answer: ${code(where)}. Check STORE_URL` };
  }
}

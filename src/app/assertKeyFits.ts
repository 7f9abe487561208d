import type { Stores } from '../store/openStores.ts';
import { prefixOfPartition } from '../store/partitions.ts';
import { createTokenCipher, WrongKeyError } from '../tokens/cipher.ts';
import { tokenRecordSchema } from '../tokens/tokenRecord.ts';

/**
 * Makes sure that a replica can read the tokens that are stored, one of each partition. One that can't would be given
 * partitions again and again which it can't run, and which the others can.
 *
 * @param keys those of `TOKEN_KEY`; none where it is not set
 * @throws {WrongKeyError} where it can't @throws {StoreError} where the store can't be read
 */
export async function assertKeyFits(
  stores: Stores,
  partitions: number,
  keys: readonly string[],
): Promise<void> {
  const cipher = keys.length === 0 ? undefined : createTokenCipher(keys);
  const check = async (partition: number): Promise<void> => {
    const tokens = stores
      .open({ prefix: prefixOfPartition(partition) })
      .collection('tokens', tokenRecordSchema);
    // What can't be read at all is named by the owner of the partition.
    for await (const [account, { secret }] of tokens.entries(() => undefined)) {
      if (secret === undefined) continue;
      if (cipher === undefined) throw new WrongKeyError(account, 'no key is set');
      cipher.decrypt(secret, account);
      return;
    }
  };
  await Promise.all(Array.from({ length: partitions }, (_, partition) => check(partition)));
}

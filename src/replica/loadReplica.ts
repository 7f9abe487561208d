import { StartError } from '../app/startError.ts';
import type { StartBot } from '../app/startSingle.ts';

/**
 * Loads what only a replica needs.
 * @throws {StartError} where its queue, an optional dependency, is not installed
 */
export async function loadReplica(): Promise<StartBot> {
  try {
    const { startReplica } = await import('./startReplica.ts');
    return startReplica;
  } catch (error) {
    if (!isMissingPackage(error, 'bullmq')) throw error;
    throw new StartError(
      'CLUSTER=on needs the package bullmq, which is not installed here. In the folder of Threadwatch, run npm ci without --omit=optional, and start again; or remove CLUSTER, and one process runs on its own',
      { cause: error },
    );
  }
}

function isMissingPackage(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes(`'${name}'`)
  );
}

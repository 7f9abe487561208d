import { StoreError } from '../store/store.ts';

export interface ReadinessParts {
  /** Whether every configured platform is connected. */
  readonly isConnected: () => boolean;
  /** Any of them makes the program not ready. */
  readonly readFaults: () => readonly string[];
  /** Rejects if the store does not answer. */
  readonly checkStore: () => Promise<void>;
}

/** The reason and the remedy in one line, as the log has them. */
function describeStoreFailure(error: unknown): string {
  return error instanceof StoreError
    ? `the store does not work: ${error.message.replaceAll('\n', ' ')}`
    : 'the store does not answer';
}

/** Finds out what keeps the program from serving people: a line for each problem, none where it is ready. */
export async function findProblems({
  isConnected,
  readFaults,
  checkStore,
}: ReadinessParts): Promise<readonly string[]> {
  const problems = [
    ...(isConnected() ? [] : ['not every configured platform is connected']),
    ...readFaults(),
  ];
  if (problems.length > 0) return problems;
  try {
    await checkStore();
    return [];
  } catch (error) {
    return [describeStoreFailure(error)];
  }
}

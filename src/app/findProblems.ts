import type { Faults } from '../faults.ts';

export interface ReadinessParts {
  /** Whether every configured platform is connected. */
  readonly isConnected: () => boolean;
  /** Any of them makes the program not ready. */
  readonly faults: Faults;
  /** Rejects if the store does not answer. */
  readonly checkStore: () => Promise<void>;
}

/** Finds out what keeps the program from serving people: a line for each problem, none where it is ready. */
export async function findProblems({
  isConnected,
  faults,
  checkStore,
}: ReadinessParts): Promise<readonly string[]> {
  const problems = [...(isConnected() ? [] : ['not every configured platform is connected']), ...faults.all];
  if (problems.length > 0) return problems;
  try {
    await checkStore();
    return [];
  } catch {
    return ['the store does not answer'];
  }
}

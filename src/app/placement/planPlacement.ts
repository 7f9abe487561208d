import type { CopySource } from '../../store/copy/copyEnds.ts';
import { StoreError } from '../../store/store.ts';
import { STORE_VERSION, versionSchema } from '../migrations/migrateStore.ts';
import { assertDistinct } from './assertDistinct.ts';
import type { Placement } from './placement.ts';
import { placePartitions } from './placePartitions.ts';
import { placeSingle } from './placeSingle.ts';
import { readBindings } from './readBindings.ts';
import { readValue, type Survey, surveyRecords } from './surveyRecords.ts';

export interface PlacementWishes {
  /** How many partitions there are to be; left out for a single store. */
  readonly partitions: number | undefined;
  readonly readEnvironment: () => NodeJS.ProcessEnv;
  /** Called for each record that is read; what it throws ends it. */
  readonly onRecord: () => void;
}

/**
 * Reads a store once, and decides where each of its records goes.
 *
 * @returns where, and how many records there are
 * @throws {StoreError} if the records can't be placed; then nothing was changed
 */
export async function planPlacement(
  source: CopySource,
  { partitions, readEnvironment, onRecord }: PlacementWishes,
): Promise<{ placement: Placement; read: number }> {
  const survey = await surveyRecords(source, onRecord);
  assertReadable(survey);
  const placement =
    partitions === undefined
      ? placeSingle(survey)
      : placePartitions(survey, readBindings(readEnvironment(), survey.workspaces), partitions);
  assertDistinct(survey, placement);
  return { placement, read: survey.read };
}

/** What is in the records is known only of this version's. */
function assertReadable({ best, read }: Survey): void {
  const text = best.get('format::version')?.text;
  const { version = 1 } = versionSchema.safeParse(readValue(text ?? '')).data ?? {};
  if (read === 0 || version === STORE_VERSION) return;
  throw new StoreError(
    'store_failed',
    version > STORE_VERSION
      ? `A newer version of Threadwatch wrote this store (its records are of version ${version}, and this one reads version ${STORE_VERSION}). Run this with the newer version.`
      : `An earlier version of Threadwatch wrote this store (its records are of version ${version}). Start this version on it once as a single process, without CLUSTER, which migrates it; stop it, and run this again.`,
  );
}

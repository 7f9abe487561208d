import { UsageError } from '../../readFlags.ts';
import type { CopySource } from '../../store/copy/copyEnds.ts';
import { copyStore } from '../../store/copy/copyStore.ts';
import { describeLocation, openSource, openTarget } from '../../store/copy/openEnds.ts';
import { StoreError } from '../../store/store.ts';
import { placeSource } from '../placement/placement.ts';
import { planPlacement } from '../placement/planPlacement.ts';
import { describeCopy } from './describeCopy.ts';
import { describeKeys, findKeyIds } from './describeKeys.ts';
import { named, type RequestSource, readStoreRequest, type StoreRequest } from './readStoreRequest.ts';

const USAGE = `Usage: npm run -s store -- backup --to <path or url> [--from <url>]
       npm run -s store -- restore --from <path or url> [--to <url>]
       npm run -s store -- copy --to <path or url> [--from <url>] [--partitions <number>]

backup    copies the store of STORE_URL, also while Threadwatch runs on it. In a folder the copy is named after the time
restore   puts a backup in the place of the store of STORE_URL. Stop Threadwatch first
copy      moves a store elsewhere, such as from SQLite to Redis. Stop Threadwatch first, and set STORE_URL afterwards

  --from <url>        the store to read: as in STORE_URL, or the path of a SQLite file
  --to <url>          where the copy goes; for copy it may be the Redis of --from
  --partitions <n>    makes partitions of it, for several replicas, such as 16; without it a copy is a single store
  --replace           it may take the place of a store that holds records

Every record is compared with its source before anything is replaced. Exit code: 0 if all is well, else 1; then nothing was
changed.
`;

export interface StoreRun extends RequestSource {
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Ends the copy; nothing was changed then. */
  readonly signal: AbortSignal;
}

/**
 * Copies a store, and says what it copied. Never rejects.
 *
 * @returns the exit code
 */
export async function runStore(run: StoreRun): Promise<0 | 1> {
  try {
    await copy(run);
    return 0;
  } catch (error) {
    const words = run.signal.aborted ? 'Stopped. Nothing was changed.' : explain(error);
    run.writeError(`${words}\n${error instanceof UsageError ? `\n${USAGE}` : ''}`);
    return 1;
  }
}

async function copy(run: StoreRun): Promise<void> {
  const request = readStoreRequest(run);
  if (request === undefined) return run.write(USAGE);
  const { from, to, fromName } = request;
  const opened = await named(fromName, () => openSource(from));
  try {
    await named(fromName, () => assertCopyable(run, request, opened));
    const goal = request.partitions === undefined ? '' : `, ${request.partitions} partitions`;
    run.write(`${describeLocation(from)} → ${describeLocation(to)}${goal}\n`);
    const { source, remarks } = await named(fromName, () => placeRecords(run, request, opened));
    const keyIds = await copyInto(run, request, source);
    for (const remark of remarks) run.write(`${remark}\n`);
    const { TOKEN_KEY } = run.readEnvironment();
    run.write(describeKeys(keyIds, TOKEN_KEY));
  } finally {
    await opened.close();
  }
}

/** @throws {StoreError | UsageError} for what would lose records, or leave something that nothing can run on */
async function assertCopyable(
  run: StoreRun,
  { verb, to, partitions, isInPlace }: StoreRequest,
  source: CopySource,
): Promise<void> {
  const { layout } = source;
  if (isInPlace && layout === undefined && partitions === undefined)
    throw new UsageError(
      `${describeLocation(to)} would be copied onto itself. Name another --to, or say --partitions 16 to make partitions of it.`,
    );
  if (verb === 'restore' && layout !== undefined && partitions === undefined && to.kind === 'sqlite')
    throw new StoreError(
      'store_failed',
      'This is a backup of partitions, which only Redis holds. Restore it there: --to redis://…; or make a single store of it: npm run -s store -- copy --from <backup> --to <path>.',
    );
  const owner = await source.findOwner();
  if (owner === undefined || verb === 'backup') return;
  if (layout !== undefined && verb === 'copy')
    throw new StoreError(
      'store_owned',
      `Replicas run on these partitions (${owner}), and would write what the copy does not have. Stop all of them, and run this again; one that was killed is gone after 6 seconds.`,
    );
  run.writeError(`${stillRuns(owner)}\n`);
}

/** The source as it is, or with each record where it is to go. */
async function placeRecords(
  { readEnvironment, signal }: StoreRun,
  { verb, partitions }: StoreRequest,
  source: CopySource,
): Promise<{ source: CopySource; remarks: readonly string[] }> {
  const isPlaced = partitions !== undefined || (verb === 'copy' && source.layout !== undefined);
  if (!isPlaced) return { source, remarks: [] };
  const { placement, read } = await planPlacement(source, {
    partitions,
    readEnvironment,
    onRecord: () => signal.throwIfAborted(),
  });
  const records = `${read.toLocaleString('en')} records were read.`;
  return { source: placeSource(source, placement), remarks: [records, ...placement.remarks] };
}

async function copyInto(
  { write, writeError, signal }: StoreRun,
  { to, toName, replace, isInPlace }: StoreRequest,
  source: CopySource,
): Promise<ReadonlySet<string>> {
  const target = await named(toName, () =>
    openTarget(to, { replace: replace || isInPlace, onWait: (message) => writeError(`${message}\n`) }),
  );
  const keyIds = new Set<string>();
  try {
    const counts = await copyStore(source, target, (record) => {
      signal.throwIfAborted();
      for (const id of findKeyIds(record)) keyIds.add(id);
    });
    write(describeCopy(counts));
    return keyIds;
  } finally {
    await target.close();
  }
}

function stillRuns(owner: string): string {
  return `Threadwatch runs on the store that is read (${owner}): what it writes from now on is not in the copy. To move a store, stop it, and copy again.`;
}

function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { flushCompileCache } from 'node:module';
import type { PlatformName } from '../channelRef.ts';
import type { Platform } from '../chat/platform.ts';
import type { Clock } from '../clock.ts';
import type { Faults } from '../faults.ts';
import type { Log } from '../log.ts';
import type { Secrets } from '../secrets.ts';
import type { Config } from './config.ts';
import { createPlatforms } from './createPlatforms.ts';
import { openOwnedStore } from './openOwnedStore.ts';
import { startOutside } from './startOutside.ts';
import { type Program, startProgram } from './startProgram.ts';
import { warnWithoutKey } from './warnWithoutKey.ts';

export interface StartParts {
  readonly config: Config;
  readonly log: Log;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly secrets: Secrets;
  readonly timeZone: string;
  /** Called as soon as something was opened: what finishes work in progress, and closes all that is open by then. */
  readonly onOpened: (stop: () => Promise<void>) => void;
  /** Called once other processes count on this one: what gives back to them what it owns, where an error ends it. */
  readonly onJoined: (leave: () => Promise<void>) => void;
  readonly onPlatforms: (platforms: ReadonlyMap<PlatformName, Platform>) => void;
  /** Called with an error that ends the process, at once or shortly after. */
  readonly fail: (error: unknown) => void;
}

/** Starts the bot, alone or as one of several. Resolves when every platform has connected once. */
export type StartBot = (parts: StartParts) => Promise<void>;

/** Starts the bot as the one process that owns its store. Resolves when every platform has connected once. */
export async function startSingle(parts: StartParts): Promise<void> {
  const { config, log, clock, onOpened, onPlatforms, fail } = parts;
  const { store, onEmptied } = await openOwnedStore({
    url: config.storeUrl,
    log,
    clock,
    onOpened: (opened) => onOpened(() => opened.close()),
    onLost: fail,
  });
  warnWithoutKey(config, log);
  const platforms = await createPlatforms(config, { ...parts, onFinal: fail, store });
  onPlatforms(platforms);
  let program: Program | undefined;
  const outside = await startOutside(config, {
    ...parts,
    store,
    platforms,
    served: () => program && { ...program, hookDoor: program.hookEntrance },
  });
  const running = await startProgram({
    ...parts,
    store,
    threads: outside.threads,
    platforms,
    wall: Date.now,
    random: Math.random,
    ...outside.metrics?.observer,
    hookAddress: outside.hookAddress,
  });
  program = running;
  onEmptied(() => running.recoverStore());
  onOpened(async () => {
    outside.close();
    await running.stop();
  });
  await running.connected;
  // Flushed now and not at exit, because a killed process would leave no cache for the next start.
  flushCompileCache();
  log.info({ platforms: [...platforms.keys()] }, 'connected; Threadwatch is ready');
  await outside.beat();
}

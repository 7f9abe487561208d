import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files that take seconds, the longest first; those that mostly wait, for a lease to run out or a Redis to come back, stand
 * between those that compute. On a machine that ran them before, vitest knows the order of the others by itself.
 */
const LONG = [
  'replica/replicas',
  'chaos/everyAwait',
  'chat/discord/connection',
  'store/lease',
  'app/compiledProgram',
  'network/proxy',
  'cluster/engine/realEngine',
  'chat/discord/resume',
  'publishing/crashes',
  'chat/discord/storeFaults',
  'hooks/clientPackage',
  'notifications/nothingWaits',
  'store/redis',
  'demo/demo',
  'chat/slack/refusals',
  'app/doors',
  'leaks/leaks',
  'events/delivery',
  'ops/ops',
  'chat/slack/silence',
  'chat/together',
  'chaos/chaos',
  'tokens/tokenRefresher',
  'cluster/forward/forward',
  'alerts/storeRecovery',
  'hostile/hostile',
  'accounts/oneBadId',
  'pictures/pictures',
  'timeZones/crossings',
  'chat/slack/program',
  'hooks/program',
  'notifications/repeatedPosts',
  'app/forget',
  'app/forgetTokens',
  'app/time/correctTimes',
  'jobs/startJobs',
  'accounts/statusOutage',
  'store/copyStore',
  'cluster/engine/members',
  'ops/image',
  'chaos/cluster/cluster',
  'tokens/year',
].map((name) => `/test/${name}.test.ts`);

/** Begins with what takes long, so that none of it is left to one worker while the others have nothing more to do. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = LONG.findIndex((name) => moduleId.endsWith(name));
  return rank < 0 ? LONG.length : rank;
}

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take seconds, the longest first. On a machine that ran them before, vitest knows it by itself. */
const LONG = [
  'chaos/everyAwait',
  'demo/demo',
  'chat/discord/connection',
  'chat/discord/resume',
  'timeZones/crossings',
  'network/proxy',
  'hostile/hostile',
  'leaks/leaks',
  'commands/doctor',
  'chat/slack/refusals',
  'chat/together',
  'chaos/chaos',
  'tokens/tokenRefresher',
  'chat/slack/nothingWaits',
  'store/redis',
  'notifications/nothingWaits',
  'chat/discord/nothingWaits',
  'store/lease',
  'chat/slack/silence',
  'chat/slack/program',
  'chat/discord/storeFaults',
  'chat/discord/render',
  'chat/slack/render',
  'pictures/pictures',
  'chat/slack/forms',
  'alerts/snoozeRights',
  'tokens/year',
  'app/doors',
  'chat/discord/refusals',
  'jobs/startJobs',
  'accounts/oneBadId',
  'app/time/correctTimes',
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

import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take seconds, the longest first. On a machine that ran them before, vitest knows it by itself. */
const LONG = [
  'chaos/everyAwait',
  'demo/demo',
  'chat/discord/connection',
  'leaks/leaks',
  'tokens/tokenCare',
  'chat/slack/program',
  'chat/together',
  'commands/doctor',
  'store/claim',
  'chat/slack/render',
  'chat/discord/render',
  'tokens/year',
  'chaos/chaos',
  'tokens/forget',
  'compiledProgram',
  'chat/slack/silence',
  'leaks/oauth',
  'store/redis',
  'twoProcesses',
  'endings',
  'alerts/grouping',
  'chat/discord/limits',
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

import { onTestFinished } from 'vitest';
import { scenarioOf } from '../support/scenarios.ts';
import { Story, type StoryOptions } from '../support/story.ts';

const ADDRESS = { url: 'http://127.0.0.1:9', reach: 'machine' } as const;

/** A story in which hooks can be made, and events sent to programs on this machine. */
export async function beginWithEvents(
  lives: Parameters<typeof scenarioOf>[0],
  rest: Readonly<Record<string, unknown>> = {},
  options: Partial<StoryOptions> = {},
): Promise<Story> {
  const story = await Story.begin({
    scenario: scenarioOf(lives, rest),
    hookAddress: ADDRESS,
    eventOptions: { allowPrivate: true },
    ...options,
  });
  onTestFinished(() => story.end());
  return story;
}

/** The signing secret that an answer to `hook on` shows. */
export function secretIn(answer: string): string {
  const [secret = ''] = /whsec_[\w-]+/.exec(answer) ?? [];
  return secret;
}

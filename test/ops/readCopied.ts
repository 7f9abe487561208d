import { readFileSync } from 'node:fs';

/**
 * What the Dockerfile copies from the project, without what .dockerignore keeps out.
 *
 * @param stage `build` is what the image holds, `bundle` is what it is bundled from
 */
export function readCopied(stage: 'build' | 'bundle' = 'build'): {
  readonly copied: string[];
  readonly left: string[];
} {
  const stages = readFileSync('Dockerfile', 'utf8').split(/^FROM /m);
  const text = stages.find((each) => each.split('\n', 1)[0]?.endsWith(` AS ${stage}`)) ?? '';
  const copied = [...text.matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(([, names = '']) => names.split(' '));
  const lines = readFileSync('.dockerignore', 'utf8').split('\n');
  return { copied, left: lines.filter((line) => /^[a-z]/.test(line)) };
}

import { readFileSync } from 'node:fs';

/** What the Dockerfile copies from the project into the image, without what .dockerignore keeps out. */
export function readCopied(): { readonly copied: string[]; readonly left: string[] } {
  const copied = [...readFileSync('Dockerfile', 'utf8').matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(
    ([, names = '']) => names.split(' '),
  );
  const lines = readFileSync('.dockerignore', 'utf8').split('\n');
  return { copied, left: lines.filter((line) => /^[a-z]/.test(line)) };
}

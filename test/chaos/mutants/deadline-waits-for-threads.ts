import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'outage',
  file: 'src/polling/poller.ts',
  find: '    for (const key of this.#pending.takeDeadlines(now)) await this.#checkDeadline(key, signal);\n',
  replace: [
    '    for (const key of this.#pending.takeDeadlines(now))\n',
    '      if (health.of(accountOf(key)) === undefined) await this.#checkDeadline(key, signal);\n',
  ].join(''),
};

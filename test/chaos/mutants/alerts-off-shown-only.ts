import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'quota subscription',
  file: 'src/alerts/quotaAlerts.ts',
  find: [
    '      await this.#records.delete(key);\n',
    '      this.#channels.delete(key);\n',
    '      return before;',
  ].join(''),
  replace: '      return before;',
};

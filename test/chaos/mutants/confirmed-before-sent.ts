import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'send',
  file: 'src/notifications/dispatch/dispatcher.ts',
  find: ['      const receipt = await sendDelivery(delivery, this.#options);\n'].join(''),
  replace: [
    "      const early = { messageId: 'early', group: { id: 'early', since: 0 } };\n",
    '      await this.#confirmer.confirm(notifications, early);\n',
    '      const receipt = await sendDelivery(delivery, this.#options);\n',
  ].join(''),
};

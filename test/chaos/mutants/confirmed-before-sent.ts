import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'send',
  file: 'src/notifications/dispatch/deliveryCalls.ts',
  find: ['      const receipt = await sendDelivery(delivery, this.#parts, form, signal);\n'].join(''),
  replace: [
    "      const early = { messageId: 'early', group: { id: 'early', since: 0 } };\n",
    '      await this.#parts.confirmer.confirm(delivery.notifications, early);\n',
    '      const receipt = await sendDelivery(delivery, this.#parts, form, signal);\n',
  ].join(''),
};

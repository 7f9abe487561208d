import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'move to the owner',
  file: 'src/polling/watchChecker.ts',
  find: ['      ...watch.subscribers.filter(({ channel }) => !taken.has(channelKey(channel))),\n'].join(''),
  replace: [
    '      ...watch.subscribers\n',
    '        .filter(({ channel }) => !taken.has(channelKey(channel)))\n',
    '        .map((each) => ({ ...each, channel: base.subscribers[0]?.channel ?? each.channel })),\n',
  ].join(''),
};

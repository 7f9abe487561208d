import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'ids of notifications',
  file: 'src/alerts/notifier.ts',
  find: '`container/${account}/${container}/${firstSeenAt + shifted}/${incident}/${channelKey(channel)}',
  replace:
    '`container/${account}/${container.slice(0, 8)}/${firstSeenAt + shifted}/${incident}/${channelKey(channel)}',
};

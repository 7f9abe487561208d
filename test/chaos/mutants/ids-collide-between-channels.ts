import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'ids of notifications',
  file: 'src/alerts/notifier.ts',
  find: '/${firstSeenAt}/${kind}/${channelKey(channel)}`;',
  replace: "/${firstSeenAt}/${kind}/${channelKey({ ...channel, id: '' })}`;",
};

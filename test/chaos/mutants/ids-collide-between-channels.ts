import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'ids of notifications',
  file: 'src/alerts/notifier.ts',
  find: '/${incident}/${channelKey(channel)}/${liveId}`;',
  replace: "/${incident}/${channelKey({ ...channel, id: '' })}`;",
};

import type { Mutant } from '../mutate/mutant.ts';

export const mutant: Mutant = {
  stage: 'lease',
  file: 'src/store/redisScripts.ts',
  find: "const ASSERT_OWNER = `if redis.call('GET', KEYS[1]) ~= ARGV[1] then",
  replace: "const ASSERT_OWNER = `if redis.call('EXISTS', KEYS[1]) == 0 then",
};

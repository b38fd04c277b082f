// Baselines: minimal Redis scripts for a join and a poll.
import { scriptOf } from '#server/redis/script.ts';

/** Returns the user's number; issues the next number to a new user. */
export const bareJoin = scriptOf(`local has = redis.call('ZSCORE', KEYS[1], ARGV[1])
if has then
  return has
end
local number = redis.call('INCR', KEYS[2])
redis.call('ZADD', KEYS[1], number, ARGV[1])
return number`);

/** Sets and reads the bit of a user's number, as a minimal poll. */
export const barePoll = scriptOf(
  "redis.call('SETBIT', KEYS[1], ARGV[1], 1) return redis.call('GETBIT', KEYS[1], ARGV[1])",
);

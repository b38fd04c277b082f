// The cheapest scripts that do the work of a join and of a poll, as baselines.
import { scriptOf } from '#server/redis/script.ts';

/** Returns the user's number, or issues the next number. */
export const bareJoin = scriptOf(`local has = redis.call('ZSCORE', KEYS[1], ARGV[1])
if has then
  return has
end
local number = redis.call('INCR', KEYS[2])
redis.call('ZADD', KEYS[1], number, ARGV[1])
return number`);

/** Marks the user with this number as seen, and returns whether the user waits. */
export const barePoll = scriptOf(
  "redis.call('SETBIT', KEYS[1], ARGV[1], 1) return redis.call('GETBIT', KEYS[1], ARGV[1])",
);

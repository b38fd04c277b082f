// People who join one after the other, many at once, in a process of their own: by the room's function, or by the least that a join
// could be.
import { db } from '#server/database/db.ts';
import { join } from '#server/queue/queue.ts';
import { redis } from '#server/redis/redis.ts';
import { runScript, scriptOf } from '#server/redis/script.ts';
import { serveJobs } from '../child.ts';
import { personAt } from '../person.ts';

const atOnce = 128;

/** Gives the number that somebody has, or else the next. */
const bare = scriptOf(`local has = redis.call('ZSCORE', KEYS[1], ARGV[1])
if has then
  return has
end
local number = redis.call('INCR', KEYS[2])
redis.call('ZADD', KEYS[1], number, ARGV[1])
return number`);

const stores = { db: db(), redis: redis() };
const ways = {
  room: async (concertId: number, userId: string): Promise<void> => {
    await join(stores, userId, concertId);
  },
  bare: async (concertId: number, userId: string): Promise<void> => {
    const keys = ['waiting', 'next'].map((name) => `jari:{bench-${String(concertId)}}:${name}`);
    await runScript(stores.redis, bare, keys, [userId]);
  },
};

interface Joining {
  way: keyof typeof ways;
  concertId: number;
  /** The people that join are those from here on, as many as there is time for. */
  from: number;
  seconds: number;
}

export const jobs = {
  async joinAll({
    way,
    concertId,
    from,
    seconds,
  }: Joining): Promise<{ joined: number; perSecond: number }> {
    const since = performance.now();
    let joined = 0;
    const lane = async (): Promise<void> => {
      while (performance.now() - since < seconds * 1_000)
        await ways[way](concertId, personAt(from + joined++));
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    return { joined, perSecond: joined / ((performance.now() - since) / 1_000) };
  },
};

serveJobs(jobs);

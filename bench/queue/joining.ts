// Simulates, in a separate process, users who join back to back. Each join calls either the room
// function or the cheapest possible script.
import { db } from '#server/database/db.ts';
import { join } from '#server/queue/queue.ts';
import { redis } from '#server/redis/redis.ts';
import { runScript } from '#server/redis/script.ts';
import { serveJobs } from '../child.ts';
import { bareJoin } from '../bare-scripts.ts';
import { userIdAt } from '../bench-user.ts';

const atOnce = 128;

const stores = { db: db(), redis: redis() };
const implementations = {
  room: async (concertId: number, userId: string): Promise<void> => {
    await join(stores, userId, concertId);
  },
  bare: async (concertId: number, userId: string): Promise<void> => {
    const keys = ['waiting', 'next'].map((name) => `jari:{bench-${String(concertId)}}:${name}`);
    await runScript(stores.redis, bareJoin, keys, [userId]);
  },
};

interface Joining {
  by: keyof typeof implementations;
  concertId: number;
  /** Number of the first user; each later user has the next number. */
  from: number;
  seconds: number;
}

export const jobs = {
  async joinAll({
    by,
    concertId,
    from,
    seconds,
  }: Joining): Promise<{ joined: number; perSecond: number }> {
    const since = performance.now();
    let joined = 0;
    const worker = async (): Promise<void> => {
      while (performance.now() - since < seconds * 1_000)
        await implementations[by](concertId, userIdAt(from + joined++));
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return { joined, perSecond: joined / ((performance.now() - since) / 1_000) };
  },
};

serveJobs(jobs);

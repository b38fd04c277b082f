import { Redis } from 'ioredis';
import { env } from '#server/config/env.ts';
import { cpuUs } from './load.ts';

/** Opens a separate connection for observations of Redis during a measurement. */
export function observerRedis(): Redis {
  return new Redis(env().REDIS_URL);
}

export async function usedMemory(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}

/** Returns the total run time of all scripts since the start of Redis, in µs. */
export async function scriptTimeUs(redis: Redis): Promise<number> {
  const all = [
    ...(await redis.info('commandstats')).matchAll(/cmdstat_eval(?:sha)?:calls=\d+,usec=(\d+)/g),
  ];
  return all.reduce((sum, [, us]) => sum + Number(us), 0);
}

/**
 * Returns the duration in µs of the only script that `work` runs. `us` comes from the slow log of
 * Redis, which excludes a command's wait before its execution. `cpu` is CPU time, which also
 * excludes the time of other processes on the same core.
 */
export async function scriptUs(
  redis: Redis,
  work: () => Promise<unknown>,
): Promise<{ us: number; cpu: number }> {
  const pid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
  await redis.config('SET', 'slowlog-log-slower-than', '0');
  await redis.slowlog('RESET');
  const before = cpuUs(pid);
  await work();
  const cpu = cpuUs(pid) - before;
  const entries = (await redis.slowlog('GET', 64)) as [number, number, number, string[]][];
  await redis.config('SET', 'slowlog-log-slower-than', '10000');
  return {
    us: Math.max(
      0,
      ...entries.filter(([, , , [name = '']]) => /^eval/i.test(name)).map(([, , us]) => us),
    ),
    cpu,
  };
}

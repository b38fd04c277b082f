import { Redis } from 'ioredis';
import { env } from '#server/config/env.ts';
import { cpuUs } from './load.ts';

/** A separate connection that observes Redis during a measurement. */
export function observerRedis(): Redis {
  return new Redis(env().REDIS_URL);
}

export async function usedMemory(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
}

/** Total time of scripts in Redis so far, in µs. */
export async function scriptTimeUs(redis: Redis): Promise<number> {
  const all = [
    ...(await redis.info('commandstats')).matchAll(/cmdstat_eval(?:sha)?:calls=\d+,usec=(\d+)/g),
  ];
  return all.reduce((sum, [, us]) => sum + Number(us), 0);
}

/**
 * Duration of the one script that `work` runs, in µs: from the slow log, which excludes waiting,
 * and as CPU time, which excludes time when other processes have the core.
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

import { mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '#scripts/stores/free-port.ts';
import { redisOnPath, type RedisServer, startRedis } from '#scripts/stores/redis.ts';
import { type FaultProxy, openFaultProxy } from './fault-proxy.ts';

/**
 * A Redis server for one test, with an append-only log. The test can kill the server, cut its
 * connections and delete its data.
 */
export interface LosableRedis {
  /** URL through `proxy`, for instances. */
  url: string;
  proxy: FaultProxy;
  /** Runs commands on a connection that bypasses the proxy. */
  ask<T>(ask: (client: Redis) => Promise<T>): Promise<T>;
  /** Kills Redis without a shutdown, like a power cut. */
  kill(): Promise<void>;
  /** Restarts Redis at the same port with the data on disk. */
  restart(): Promise<void>;
  /** Suspends the Redis process, like a hung machine, or resumes the process. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /**
   * Returns the length of the append-only log in bytes. `cutLogTo` removes all bytes after the
   * given length.
   */
  logBytes(): number;
  cutLogTo(bytes: number): void;
  forgetData(): void;
  close(): Promise<void>;
}

export async function startLosableRedis(): Promise<LosableRedis> {
  const program = redisOnPath() ?? 'redis-server';
  const directory = mkdtempSync(path.join(tmpdir(), 'jari-losable-redis-'));
  const logs = path.join(directory, 'appendonlydir');
  const log = () =>
    path.join(logs, readdirSync(logs).find((name) => name.endsWith('.incr.aof')) ?? 'none');
  const port = String(await freePort());
  const requirepass = 'to-be-lost';
  const settings = { port, requirepass, save: '""', appendonly: 'yes', appendfsync: 'everysec' };
  let server: RedisServer = await startRedis(program, directory, settings);
  const proxy = await openFaultProxy(Number(port));
  return {
    url: `redis://:${requirepass}@127.0.0.1:${String(proxy.port)}`,
    proxy,
    ask: async (ask) => {
      const client = new Redis(server.url);
      return ask(client).finally(() => client.disconnect());
    },
    kill: async () => {
      process.kill(server.pid, 'SIGKILL');
      await server.ended;
    },
    restart: async () => void (server = await startRedis(program, directory, settings)),
    signal: (name) => void process.kill(server.pid, name),
    logBytes: () => statSync(log()).size,
    cutLogTo: (bytes) => truncateSync(log(), bytes),
    forgetData: () => rmSync(logs, { recursive: true }),
    close: async () => {
      await proxy.close();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

import { afterEach, expect, test } from 'vitest';
import { isUnavailable } from '../errors/driver-errors.ts';
import { createRedis, type RedisClient } from './redis.ts';

let client: RedisClient | undefined;
afterEach(() => client?.disconnect());

// No server listens on ports 1 and 2.
test.each(['redis://127.0.0.1:1', 'redis://127.0.0.1:1,redis://127.0.0.1:2'])(
  'commands for an unreachable Redis fail in time and count as unavailable: %s',
  async (urls) => {
    client = createRedis(urls);
    client.on('error', () => undefined);
    const failure: unknown = await client.ping().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(isUnavailable(failure)).toBe(true);
  },
  4_500,
);

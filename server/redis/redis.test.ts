import { afterEach, expect, test } from 'vitest';
import { isUnavailable } from '../errors/driver-errors.ts';
import { createRedis, type RedisClient } from './redis.ts';

let store: RedisClient | undefined;
afterEach(() => store?.disconnect());

// Nothing listens on these ports.
test.each(['redis://127.0.0.1:1', 'redis://127.0.0.1:1,redis://127.0.0.1:2'])(
  'commands for a store that cannot be reached fail in time, and are known for what they are: %s',
  async (urls) => {
    store = createRedis(urls);
    store.on('error', () => undefined);
    const failure: unknown = await store.ping().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(isUnavailable(failure)).toBe(true);
  },
  4_500,
);

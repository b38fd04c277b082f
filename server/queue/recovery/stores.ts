import type { Db } from '../../database/db.ts';
import type { RedisClient } from '../../redis/redis.ts';

export interface Stores {
  db: Db;
  redis: RedisClient;
}

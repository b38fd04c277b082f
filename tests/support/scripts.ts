import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'ioredis';
import { requestReset } from '#server/account/account.ts';
import { signIn } from '#server/account/sign-in.ts';
import { rateLimit } from '#server/rate-limit/rate-limit.ts';
import { drainQueues, tick } from '#server/queue/ticker.ts';
import { publicStats } from '#server/queue/snapshot/queue-snapshot.ts';
import {
  admitGuest,
  rejoin,
  queueCounts,
  join,
  keepTurn,
  leave,
  status,
} from '#server/queue/queue.ts';
import { peekPlace } from '#server/queue/peek.ts';
import { keysOf } from '#server/queue/redis/commands.ts';
import type { RedisClient } from '#server/redis/redis.ts';
import { loadScript } from '#server/redis/script.ts';
import { limitWrongCodes } from '#server/staff/limit-wrong-codes.ts';
import { aPerson, aPerformance } from './factories.ts';
import { admitted, placeOf } from './people.ts';
import type { TestStores } from './stores.ts';

const root = path.join(import.meta.dirname, '../../server');

/** Returns the file names of the Lua commands of all rooms, by SHA-1. */
export function scriptsOnDisk(): Map<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.lua') && path.basename(path.dirname(file)) !== 'include',
  );
  return new Map(
    files.map((file) => [loadScript(import.meta.url, `../../server/${file}`).sha, file]),
  );
}

/** Records all commands that this client sends from now on. */
export function recordCommands(client: RedisClient): Command[] {
  const recorded: Command[] = [];
  const send = client.sendCommand.bind(client);
  client.sendCommand = (command: Command, ...rest: []) => {
    recorded.push(command);
    return send(command, ...rest);
  };
  return recorded;
}

/** Runs every Lua command, through calls of the rooms at a new concert. */
export async function runEveryScript(stores: TestStores): Promise<number> {
  const { db, redis } = stores;
  const show = await aPerformance(db, { capacity: 1 });
  const { concertId } = show;
  const turn = await admitted(stores, show);
  await status(stores, turn);
  await keepTurn(stores, turn, 60_000);
  const waiting = placeOf((await join(stores, await aPerson(db), concertId)).token);
  await status(stores, waiting);
  const last = placeOf((await join(stores, await aPerson(db), concertId)).token);
  await publicStats(stores, concertId);
  await queueCounts(stores, concertId);
  await peekPlace(redis, { concertId, epoch: waiting.epoch }, waiting.userId);
  await admitGuest(stores, await aPerson(db), concertId);
  await leave(stores, turn.userId, concertId);
  await tick(stores);
  await drainQueues(stores);
  await redis.del(...keysOf(concertId));
  await rejoin(stores, last);
  await rateLimit({ redis, request: { address: '198.51.100.1' } }, 'join', waiting.userId);
  const unknownUser = { email: `${waiting.userId}@unknown.example`, password: 'a wrong password' };
  await signIn({ db, redis, address: '198.51.100.1' }, unknownUser);
  await requestReset({ db, redis, address: '198.51.100.1' }, { email: unknownUser.email });
  await limitWrongCodes(redis, turn.userId, () => Promise.resolve(null));
  return concertId;
}

import { z } from 'zod';
import { concertOfPerformance } from '../catalog/catalog.ts';
import type { Db } from '../database/db.ts';
import { Refusal } from '../errors/refusal.ts';
import { publicStats } from '../queue/snapshot/queue-snapshot.ts';
import { join, presentedPlace, type QueueStatus, status } from '../queue/queue.ts';
import { endpoint, inputOf } from './endpoint.ts';
import { concertId, concertOptionId, idDigits, instant, ownPath } from './rest.schema.ts';

const place = z.object({
  status: z.enum(['WAITING', 'ACTIVE', 'EXPIRED']).meta({
    description:
      'WAITING in line; ACTIVE: it is their turn; EXPIRED: paid, left, not claimed in time, or the turn is over',
  }),
  position: z.int().min(0).meta({ description: '1 + the people ahead while WAITING, otherwise 0' }),
  behind: z.int().min(0).meta({ description: 'The people behind' }),
  etaSeconds: z
    .object({ low: z.number().min(0), high: z.number().min(0) })
    .nullable()
    .meta({
      description: 'About how long the wait still is; null while nobody is let in, or nobody waits',
    }),
  nextPollMs: z.int().min(1).meta({ description: 'Ask again in so many milliseconds' }),
  expiresAt: instant.nullable().meta({ description: 'When the turn ends, while ACTIVE' }),
  paused: z
    .object({ reason: z.string() })
    .nullable()
    .meta({ description: 'Why nobody is let in at the moment' }),
  message: z.string().nullable().meta({ description: 'What the organiser says to all who wait' }),
  number: z.int().min(0).meta({
    description:
      'The place’s number, to be compared with what the board says is served; 0 when EXPIRED',
  }),
  recovering: z.boolean().meta({
    description:
      'Nobody is let in for the moment: the line is being put together again after an outage, and all keep their order',
  }),
});
export const statsReply = z.object({
  concertId,
  served: z.int().min(0).meta({ description: 'The highest number that it has been the turn of' }),
  waiting: z.int().min(0).meta({ description: 'The people who wait' }),
  active: z.int().min(0).meta({ description: 'The people whose turn it is' }),
  capacity: z.int().min(0).meta({ description: 'The most people whose turn it is at a time' }),
  ratePerMinute: z.int().min(0).meta({ description: 'The most people who are let in a minute' }),
  paused: place.shape.paused,
  message: place.shape.message,
  recovering: z.boolean().meta({
    description: 'The line is put together again after an outage; nobody is let in until then',
  }),
  nextPollMs: z
    .int()
    .min(1)
    .meta({ description: 'Whoever polls a place asks again in about so many milliseconds' }),
});
export type StatsReply = z.output<typeof statsReply>;
const joinBody = z.union([
  z.strictObject({ concertId }),
  z.strictObject({ concertOptionId }),
  z.strictObject({ concertId, concertOptionId }).meta({ description: 'Both, where they agree' }),
]);

const toPlace = ({ state, ...rest }: QueueStatus) => ({ status: state, ...rest });

async function concertOf(db: Db, asked: z.output<typeof joinBody>): Promise<number> {
  if (!('concertOptionId' in asked)) return asked.concertId;
  const concertId = await concertOfPerformance(db, asked.concertOptionId);
  if ('concertId' in asked && asked.concertId !== concertId)
    throw new Refusal('BAD_INPUT', {
      issues: [{ path: 'concertOptionId', message: 'belongs to another concert' }],
    });
  return concertId;
}

export const queueEndpoints = [
  endpoint({
    id: 'joinLine',
    method: 'POST',
    path: '/concert/{userId}/Token',
    proof: 'accessToken',
    usesToken: true,
    limited: 'join',
    title: 'Join the line',
    description:
      'Joins the line of a concert, which is named by itself or by one of its shows, and gives the queue token: it holds the person’s UUID and their place. Whoever is in the line already gets the same place again; after it has ended, a new one at the end. Whoever has a queue token sends it along, as X-Queue-Token: their place is then kept also where an outage has lost the line; a token that is not theirs, or of another concert, changes nothing. Where there is room it is their turn at once (ACTIVE). The line opens 30 minutes before the sale.',
    input: inputOf({ path: ownPath, body: joinBody }),
    reply: z.object({ token: z.string().meta({ description: 'The queue token' }), ...place.shape }),
    replyDescription: 'The place, and the token that proves it.',
    refusals: ['NOT_FOUND', 'SALE_NOT_OPEN', 'SALE_CLOSED'],
    answer: async (caller, { body }) => {
      const { userId } = caller;
      const concertId = await concertOf(caller.db, body);
      const shown = presentedPlace(caller.request.header('x-queue-token'), userId, concertId);
      const { token, ...joined } = await join(caller, userId, concertId, shown);
      return { token, ...toPlace(joined) };
    },
  }),
  endpoint({
    id: 'pollPlace',
    method: 'GET',
    path: '/concert/{userId}/Token',
    proof: 'queueToken',
    title: 'Poll the place',
    description:
      'How the token’s place stands now. Ask as often as nextPollMs says: asking counts as being seen, without which a place is lost after some minutes, and it claims a turn that has come. A place that has ended is answered EXPIRED, which is no error. Polling is not limited.',
    input: inputOf({ path: ownPath }),
    reply: place,
    replyDescription: 'The place as it stands.',
    refusals: [],
    answer: async (caller) => toPlace(await status(caller, caller.place())),
  }),
  endpoint({
    id: 'readBoard',
    method: 'GET',
    path: '/api/queue/{concertId}/board',
    proof: 'none',
    title: 'Watch the line',
    description:
      'How a concert’s line stands, for anyone: the same for all, about a second old, and kept by any cache on the way for a second. A path below /api only. With `Accept: text/event-stream` the same as server-sent events instead: one at once, then one whenever a figure has changed, at most about one a second.',
    input: inputOf({ path: z.strictObject({ concertId: idDigits }) }),
    reply: statsReply,
    replyDescription: 'The line’s public figures.',
    shared: { 'cache-control': 'public, s-maxage=1, stale-while-revalidate=2', vary: 'Accept' },
    refusals: ['NOT_FOUND', 'TOO_MANY_REQUESTS'],
    answer: (stores, { path }) => publicStats(stores, path.concertId),
  }),
];

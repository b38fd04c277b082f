import { z } from 'zod';
import { concertOfPerformance } from '../catalog/catalog.ts';
import type { Db } from '../database/db.ts';
import { Refusal } from '../errors/refusal.ts';
import { publicStats } from '../queue/snapshot/queue-snapshot.ts';
import { join, presentedPlace, type QueueStatus, status } from '../queue/queue.ts';
import { valueOf } from '../request/credentials.ts';
import { endpoint, inputOf } from './endpoint.ts';
import { concertId, concertOptionId, idDigits, instant, ownPath } from './rest.schema.ts';

const place = z.object({
  status: z.enum(['WAITING', 'ACTIVE', 'EXPIRED']).meta({
    description:
      'WAITING: in the queue; ACTIVE: admitted, with a turn; EXPIRED: paid, left, not claimed in time, or the turn is over',
  }),
  position: z
    .int()
    .min(0)
    .meta({ description: 'The number of users ahead + 1 while WAITING, else 0' }),
  behind: z.int().min(0).meta({ description: 'The number of users behind' }),
  etaSeconds: z
    .object({ low: z.number().min(0), high: z.number().min(0) })
    .nullable()
    .meta({
      description:
        'The estimated remaining wait; null while admission is paused or the place is not waiting',
    }),
  nextPollMs: z.int().min(1).meta({ description: 'Milliseconds until the next poll' }),
  expiresAt: instant.nullable().meta({ description: 'The end of the turn; null unless ACTIVE' }),
  paused: z.object({ reason: z.string() }).nullable().meta({
    description: 'The reason of a pause, in which the queue admits no user; null without one',
  }),
  message: z
    .string()
    .nullable()
    .meta({ description: 'The organiser’s message to waiting users; null without one' }),
  number: z.int().min(0).meta({
    description: 'The place’s number, comparable with `served` of the public stats; 0 when EXPIRED',
  }),
  recovering: z.boolean().meta({
    description:
      'True while the queue recovers from an outage: it admits no user, and users keep their order',
  }),
});
export const statsReply = z.object({
  concertId,
  served: z
    .int()
    .min(0)
    .meta({ description: 'Highest queue number admitted so far, without guests' }),
  waiting: z.int().min(0).meta({ description: 'The number of waiting users' }),
  active: z.int().min(0).meta({ description: 'The number of users with a turn' }),
  guests: z.int().min(0).meta({
    description:
      'The number of guests so far: users whom staff admitted outside the queue’s order and capacity',
  }),
  capacity: z.int().min(0).meta({ description: 'The maximum number of turns at a time' }),
  ratePerMinute: z
    .int()
    .min(0)
    .meta({ description: 'The maximum number of admissions per minute' }),
  paused: place.shape.paused,
  message: place.shape.message,
  recovering: z.boolean().meta({
    description: 'True while the queue recovers from an outage and admits no user',
  }),
  cancelled: z.boolean().meta({ description: 'True if the concert is cancelled' }),
  etaSeconds: place.shape.etaSeconds.meta({
    description:
      'The estimated wait of a user who joins now, in whole minutes; null while the queue admits no user',
  }),
  nextPollMs: z
    .int()
    .min(1)
    .meta({ description: 'Approximate milliseconds between polls of a place' }),
});
export type StatsReply = z.output<typeof statsReply>;
const joinBody = z.union([
  z.strictObject({ concertId }),
  z.strictObject({ concertOptionId }),
  z
    .strictObject({ concertId, concertOptionId })
    .meta({ description: 'Both ids, if the show belongs to the concert' }),
]);

const toPlace = ({ state, ...rest }: QueueStatus) => ({ status: state, ...rest });

async function concertOf(db: Db, body: z.output<typeof joinBody>): Promise<number> {
  if (!('concertOptionId' in body)) return body.concertId;
  const concertId = await concertOfPerformance(db, body.concertOptionId);
  if ('concertId' in body && body.concertId !== concertId)
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
      'Joins the queue of a concert, named by its id or by one of its shows, and returns the queue token, which holds your UUID and place. Joining again returns the same place; after that place has ended, joining returns a new place at the end. If you have a queue token, send it as X-Queue-Token: you then keep your place even if an outage loses the queue. A token of another user or concert is ignored. While capacity is free, the place is ACTIVE at once. The queue opens 30 minutes before the sale.',
    input: inputOf({ path: ownPath, body: joinBody }),
    reply: z.object({ token: z.string().meta({ description: 'The queue token' }), ...place.shape }),
    replyDescription: 'The place, and its token.',
    refusals: ['NOT_FOUND', 'EMAIL_NOT_VERIFIED', 'TERMS', 'SALE_NOT_OPEN', 'SALE_CLOSED'],
    answer: async (caller, { body }) => {
      const { userId } = caller;
      const concertId = await concertOf(caller.db, body);
      const { credentials } = caller;
      const token = valueOf(credentials.queueToken())?.token;
      const presented = presentedPlace(token, userId, concertId);
      const { token: joinedToken, ...joined } = await join(caller, userId, concertId, presented);
      return { token: joinedToken, ...toPlace(joined) };
    },
  }),
  endpoint({
    id: 'pollPlace',
    method: 'GET',
    path: '/concert/{userId}/Token',
    proof: 'queueToken',
    title: 'Poll the place',
    description:
      'The current state of the token’s place. Poll every nextPollMs: a poll claims a turn, and proves your presence. The queue skips a waiting place that was not polled for some minutes. The status of an ended place is EXPIRED, which is not an error. Polling is not limited.',
    input: inputOf({ path: ownPath }),
    reply: place,
    replyDescription: 'The state of the place.',
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
      'The public stats of a concert’s queue: the same for everyone, about a second old, and cacheable for a second. Below /api only. With `Accept: text/event-stream` the stats arrive as server-sent events: one at once, then one per change, at most about one a second.',
    input: inputOf({ path: z.strictObject({ concertId: idDigits }) }),
    reply: statsReply,
    replyDescription: 'The public stats.',
    shared: { 'cache-control': 'public, s-maxage=1, stale-while-revalidate=2', vary: 'Accept' },
    refusals: ['NOT_FOUND', 'TOO_MANY_REQUESTS'],
    answer: (stores, { path }) => publicStats(stores, path.concertId),
  }),
];

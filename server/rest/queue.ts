import { z } from 'zod';
import { concertOfPerformance } from '../catalog/catalog.ts';
import type { Db } from '../db.ts';
import { Refusal } from '../errors.ts';
import { join, type QueueStatus, status } from '../queue/queue.ts';
import { endpoint, inputOf } from './endpoint.ts';
import { concertId, concertOptionId, instant, ownPath } from './rest.schema.ts';

const place = z.object({
  status: z.enum(['WAITING', 'ACTIVE', 'EXPIRED']).meta({
    description: 'WAITING in line; ACTIVE: it is their turn; EXPIRED: paid, left, not claimed in time, or the turn is over',
  }),
  position: z.int().min(0).meta({ description: '1 + the people ahead while WAITING, otherwise 0' }),
  behind: z.int().min(0).meta({ description: 'The people behind' }),
  etaSeconds: z
    .object({ low: z.number().min(0), high: z.number().min(0) })
    .nullable()
    .meta({ description: 'About how long the wait still is; null while nobody is let in, or nobody waits' }),
  nextPollMs: z.int().min(1).meta({ description: 'Ask again in so many milliseconds' }),
  expiresAt: instant.nullable().meta({ description: 'When the turn ends, while ACTIVE' }),
  paused: z.object({ reason: z.string() }).nullable().meta({ description: 'Why nobody is let in at the moment' }),
  message: z.string().nullable().meta({ description: 'What the organiser says to all who wait' }),
  number: z.int().min(0).meta({ description: 'The place’s number, to be compared with what the board says is served; 0 when EXPIRED' }),
  recovering: z.boolean().meta({
    description: 'Nobody is let in for the moment: the line is being put together again after an outage, and all keep their order',
  }),
});
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
    throw new Refusal('BAD_INPUT', { issues: [{ path: 'concertOptionId', message: 'belongs to another concert' }] });
  return concertId;
}

export const queueEndpoints = [
  endpoint({
    id: 'joinLine',
    method: 'POST',
    path: '/concert/{userId}/Token',
    proof: 'accessToken',
    limited: 'join',
    title: 'Join the line',
    description:
      'Joins the line of a concert, which is named by itself or by one of its shows, and gives the queue token: it holds the person’s UUID and their place. Whoever is in the line already gets the same place again; after it has ended, a new one at the end. Where there is room it is their turn at once (ACTIVE). The line opens 30 minutes before the sale.',
    input: inputOf({ path: ownPath, body: joinBody }),
    reply: z.object({ token: z.string().meta({ description: 'The queue token' }), ...place.shape }),
    replyDescription: 'The place, and the token that proves it.',
    refusals: ['NOT_FOUND', 'SALE_NOT_OPEN', 'SALE_CLOSED'],
    answer: async (caller, { body }) => {
      const { token, ...joined } = await join(caller, caller.userId, await concertOf(caller.db, body));
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
];

import { z } from 'zod';
import { concertOfPerformance } from '../catalog/catalog.ts';
import type { Db } from '../db.ts';
import { Refusal } from '../errors.ts';
import { concertInput, id } from '../ids.schema.ts';
import { join, type QueueStatus, status } from '../queue/queue.ts';
import { endpoint, inputOf } from './endpoint.ts';
import { concertOptionId, instant, ownPath } from './rest.schema.ts';

const place = z.object({
  status: z.enum(['WAITING', 'ACTIVE', 'EXPIRED']),
  position: z.int().min(0).meta({ description: '1 + the people ahead while WAITING, otherwise 0' }),
  behind: z.int().min(0),
  etaSeconds: z.object({ low: z.number(), high: z.number() }).nullable(),
  nextPollMs: z.int().min(1).meta({ description: 'When to ask again' }),
  expiresAt: instant.nullable().meta({ description: 'When the turn ends, while ACTIVE' }),
  paused: z.object({ reason: z.string() }).nullable(),
  message: z.string().nullable().meta({ description: 'Said to all who wait' }),
});
const joinBody = z.union([concertInput, z.strictObject({ concertOptionId }), z.strictObject({ concertId: id, concertOptionId })]);

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
    title: 'Queue token',
    description:
      'Joins the line of a concert, named by itself or by one of its shows. The token holds the person’s UUID and place. Whoever is in the line already gets the same place again. With room, the place is ACTIVE at once.',
    input: inputOf({ path: ownPath, body: joinBody }),
    reply: z.object({ token: z.string(), ...place.shape }),
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
    title: 'Poll of the place',
    description:
      'How the token’s place stands now; asking counts as being seen, and claims a place that has been admitted. A place that has ended is EXPIRED, not an error.',
    input: inputOf({ path: ownPath }),
    reply: place,
    replyDescription: 'The place as it stands.',
    refusals: [],
    answer: async (caller) => toPlace(await status(caller, await caller.place())),
  }),
];

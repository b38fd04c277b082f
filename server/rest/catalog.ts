import { z } from 'zod';
import { availableSeats, concertExists, concerts, openDates } from '../catalog/catalog.ts';
import { seatDigits } from '../schema/ids.schema.ts';
import { endpoint, inputOf } from './endpoint.ts';
import {
  concertId,
  concertOptionId,
  day,
  idDigits,
  instant,
  twoDigits,
  won,
} from './rest.schema.ts';

const concertPath = z.strictObject({ concertId: idDigits });
const concert = z.object({
  concertId,
  title: z.string().meta({ description: 'In Korean' }),
  titleEn: z.string().meta({ description: 'In English' }),
  venue: z.string().meta({ description: 'In Korean' }),
  venueEn: z.string().meta({ description: 'In English' }),
  description: z.string().meta({ description: 'In Korean' }),
  descriptionEn: z.string().meta({ description: 'In English' }),
  lineOpensAt: instant.meta({ description: 'From when on the line can be joined' }),
  opensAt: instant.meta({ description: 'When the sale opens, and the first people are let in' }),
  firstDate: day.nullable().meta({ description: 'The day of the first show; null without shows' }),
  lastDate: day.nullable().meta({ description: 'The day of the last show; null without shows' }),
  priceMin: won
    .nullable()
    .meta({ description: 'The cheapest seat, whole won; null without seats' }),
  priceMax: won.nullable().meta({ description: 'The dearest seat, whole won; null without seats' }),
  onSale: z.boolean().meta({ description: 'The sale has opened, and a show is still to come' }),
  saleState: z.enum(['UPCOMING', 'QUEUE_OPEN', 'ON_SALE', 'SOLD_OUT', 'ENDED', 'CANCELLED']).meta({
    description:
      'UPCOMING: before the line opens; QUEUE_OPEN: before the sale opens; ON_SALE; SOLD_OUT: on sale, and no seat of any show to come can be held; ENDED; CANCELLED. At most 5 seconds old',
  }),
  maxSeats: z.int().meta({ description: 'Seats per person, held and paid together' }),
  orphanRule: z.boolean().meta({
    description:
      'Whether a choice of seats must not leave a single one between others, unless there is no other way',
  }),
  cancellationFees: z.array(z.object({ fromDays: z.int(), percent: z.int() })).meta({
    description:
      'What cancelling costs, in percent, by days before the show (Asia/Seoul); later it is not possible',
  }),
  dates: z
    .array(
      z.object({
        concertOptionId,
        startsAt: instant,
        seats: z.enum(['MANY', 'FEW', 'NONE']).meta({
          description:
            'How many seats can be held: more than 10, at most 10, or none, as once the show has started. At most 5 seconds old',
        }),
      }),
    )
    .meta({ description: 'The shows, in order' }),
});

export const catalogEndpoints = [
  endpoint({
    id: 'listConcerts',
    method: 'GET',
    path: '/concert',
    proof: 'none',
    title: 'List concerts',
    description:
      'Every concert with its shows: on sale by the next show, then those that will open by their opening, then those that are sold out, then those that are over. Needs nothing.',
    input: inputOf({}),
    reply: z.array(concert),
    replyDescription: 'The concerts.',
    refusals: [],
    answer: async ({ db }) =>
      (await concerts(db)).map(({ dates, ...rest }) => ({
        ...rest,
        dates: dates.map(({ performanceId, ...date }) => ({
          concertOptionId: performanceId,
          ...date,
        })),
      })),
  }),
  endpoint({
    id: 'listDates',
    method: 'GET',
    path: '/concert/{concertId}/dates',
    proof: 'queueToken',
    title: 'List dates that can be booked',
    description:
      'The shows of a concert that are still to come and have seats left. For whose turn it is.',
    input: inputOf({ path: concertPath }),
    reply: z.object({
      concertId,
      dates: z.array(
        z.object({
          concertOptionId,
          date: day,
          startsAt: instant,
          seatsLeft: z.int().min(1).max(50),
        }),
      ),
    }),
    replyDescription: 'The shows, in order.',
    refusals: ['NOT_FOUND', 'NOT_YOUR_TURN', 'QUEUE_TOKEN_EXPIRED'],
    answer: async ({ db, turn }, { path: { concertId } }) => {
      await turn(await concertExists(db, concertId));
      const dates = await openDates(db, concertId);
      return {
        concertId,
        dates: dates.map(({ performanceId, ...rest }) => ({
          concertOptionId: performanceId,
          ...rest,
        })),
      };
    },
  }),
  endpoint({
    id: 'listAvailability',
    method: 'GET',
    path: '/concert/{concertId}/availability',
    proof: 'queueToken',
    title: 'List seats that can be booked',
    description:
      'The free seats of each show to come, or of the shows of one day (Asia/Seoul). A day without a show has an empty list. For whose turn it is.',
    input: inputOf({ path: concertPath, query: z.strictObject({ date: day.optional() }) }),
    reply: z.object({
      concertId,
      availableSeats: z.array(z.object({ concertOptionId, date: day, seats: z.array(twoDigits) })),
    }),
    replyDescription: 'The free seats, by show.',
    refusals: ['NOT_FOUND', 'NOT_YOUR_TURN', 'QUEUE_TOKEN_EXPIRED'],
    answer: async ({ db, turn }, { path: { concertId }, query: { date } }) => {
      await turn(await concertExists(db, concertId));
      const shows = await availableSeats(db, concertId, date ?? null);
      const availableSeatsByShow = shows.map((show) => ({
        concertOptionId: show.performanceId,
        date: show.date,
        seats: show.seats.map(seatDigits),
      }));
      return { concertId, availableSeats: availableSeatsByShow };
    },
  }),
];

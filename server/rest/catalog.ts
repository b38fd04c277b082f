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
const text = z.object({
  ko: z.string(),
  en: z.string().optional(),
  ja: z.string().optional(),
  zh: z.string().optional(),
});
const concert = z.object({
  concertId,
  title: z.string().meta({ description: 'In Korean' }),
  venue: z.string().meta({ description: 'In Korean' }),
  description: z.string().meta({ description: 'In Korean' }),
  texts: z
    .object({ title: text, venue: text, description: text, notices: text })
    .meta({ description: 'The texts by language; a language may be missing, Korean never is' }),
  ageRating: z.int().min(0).max(21).meta({ description: 'Minimum age in years' }),
  runningMinutes: z.int().min(1).meta({ description: 'Duration of a show in minutes' }),
  lineOpensAt: instant.meta({ description: 'The opening of the queue' }),
  opensAt: instant.meta({
    description: 'The opening of the sale, at which the queue admits the first users',
  }),
  closesAt: instant.meta({
    description: 'The closing of the sale: at the latest, the start of the last show',
  }),
  firstDate: day.nullable().meta({ description: 'The day of the first show; null without shows' }),
  lastDate: day.nullable().meta({ description: 'The day of the last show; null without shows' }),
  priceMin: won.nullable().meta({ description: 'The lowest price, whole won; null without seats' }),
  priceMax: won
    .nullable()
    .meta({ description: 'The highest price, whole won; null without seats' }),
  onSale: z.boolean().meta({ description: 'True from the opening of the sale to its closing' }),
  saleState: z.enum(['UPCOMING', 'QUEUE_OPEN', 'ON_SALE', 'SOLD_OUT', 'ENDED', 'CANCELLED']).meta({
    description:
      'UPCOMING: before the queue opens; QUEUE_OPEN: before the sale opens; ON_SALE; SOLD_OUT: on sale, but no seat of a future show can be held; ENDED; CANCELLED. At most 5 seconds old',
  }),
  maxSeats: z.int().meta({ description: 'Seats per user, held and paid together' }),
  orphanRule: z.boolean().meta({
    description:
      'True if the concert refuses a hold that leaves an orphan seat, unless every choice leaves one',
  }),
  cancellationFees: z.array(z.object({ fromDays: z.int(), percent: z.int() })).meta({
    description:
      'Cancellation fees in percent, by days before the show (Asia/Seoul); a cancellation with fewer days left is refused',
  }),
  dates: z
    .array(
      z.object({
        concertOptionId,
        startsAt: instant,
        seats: z.enum(['MANY', 'FEW', 'NONE']).meta({
          description:
            'The seats that can be held: more than 10, 1 to 10, or none (also after the show has started). At most 5 seconds old',
        }),
        grades: z
          .array(z.object({ grade: z.string(), price: won }))
          .meta({ description: 'Grades and prices in whole won, the most expensive first' }),
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
      'Every concert with its shows: first concerts on sale, by their next show; then upcoming ones, by their opening; then sold-out ones; then past ones. Needs no credentials.',
    input: inputOf({}),
    reply: z.array(concert),
    replyDescription: 'The concerts.',
    refusals: [],
    answer: async ({ db }) =>
      (await concerts(db)).map(({ dates, ...rest }) => ({
        ...rest,
        dates: dates.map(({ performanceId, startsAt, seats, grades }) => ({
          concertOptionId: performanceId,
          startsAt,
          seats,
          grades,
        })),
      })),
  }),
  endpoint({
    id: 'listDates',
    method: 'GET',
    path: '/concert/{concertId}/dates',
    proof: 'queueToken',
    title: 'List dates that can be booked',
    description: 'The future shows of a concert that have seats left. Needs a turn.',
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
      'The free seats of each future show, or of the shows of one day (Asia/Seoul). A day without a show has an empty list. Needs a turn.',
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

import { z } from 'zod';
import { availableSeats, concertExists, concerts, openDates } from '../catalog/catalog.ts';
import { id, seatDigits } from '../ids.schema.ts';
import { endpoint, inputOf } from './endpoint.ts';
import { concertOptionId, day, idDigits, instant, twoDigits, won } from './rest.schema.ts';

const concertPath = z.strictObject({ concertId: idDigits });
const concert = z.object({
  concertId: id,
  title: z.string(),
  titleEn: z.string(),
  venue: z.string(),
  venueEn: z.string(),
  description: z.string(),
  descriptionEn: z.string(),
  lineOpensAt: instant,
  opensAt: instant,
  firstDate: day.nullable(),
  lastDate: day.nullable(),
  priceMin: won.nullable(),
  priceMax: won.nullable(),
  onSale: z.boolean().meta({ description: 'The sale has opened, and a show is still to come' }),
  maxSeats: z.int().meta({ description: 'Seats per person, held and paid together' }),
  dates: z.array(z.object({ concertOptionId, startsAt: instant })),
});

export const catalogEndpoints = [
  endpoint({
    id: 'listConcerts',
    method: 'GET',
    path: '/concert',
    proof: 'none',
    title: 'Concerts',
    description: 'Every concert, in the order in which their sales open.',
    input: inputOf({}),
    reply: z.array(concert),
    replyDescription: 'The concerts.',
    refusals: [],
    answer: async ({ db }) =>
      (await concerts(db)).map(({ dates, ...rest }) => ({
        ...rest,
        dates: dates.map(({ performanceId, startsAt }) => ({ concertOptionId: performanceId, startsAt })),
      })),
  }),
  endpoint({
    id: 'listDates',
    method: 'GET',
    path: '/concert/{concertId}/dates',
    proof: 'queueToken',
    title: 'Dates that can be booked',
    description: 'The shows that are to come and have seats left.',
    input: inputOf({ path: concertPath }),
    reply: z.object({
      concertId: id,
      dates: z.array(z.object({ concertOptionId, date: day, startsAt: instant, seatsLeft: z.int().min(1) })),
    }),
    replyDescription: 'The shows, in order.',
    refusals: ['NOT_FOUND', 'NOT_YOUR_TURN', 'QUEUE_TOKEN_EXPIRED'],
    answer: async ({ db, turn }, { path: { concertId } }) => {
      await turn(await concertExists(db, concertId));
      const dates = await openDates(db, concertId);
      return { concertId, dates: dates.map(({ performanceId, ...rest }) => ({ concertOptionId: performanceId, ...rest })) };
    },
  }),
  endpoint({
    id: 'listAvailability',
    method: 'GET',
    path: '/concert/{concertId}/availability',
    proof: 'queueToken',
    title: 'Seats that can be booked',
    description: 'The free seats of each show to come, or of the shows of one day. A day without a show has none.',
    input: inputOf({ path: concertPath, query: z.strictObject({ date: day.optional() }) }),
    reply: z.object({
      concertId: id,
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

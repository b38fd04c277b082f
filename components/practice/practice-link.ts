import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { refusalStatus } from '#server/errors/errors.schema.ts';
import type { AppRouter } from '#server/trpc/root.ts';
import type { Outputs } from '../api.ts';
import type { Booking } from '../booking.ts';
import type { PlaceState } from '../place-state.ts';
import type { Party } from '../seat-map/single-seats.ts';
import { type PracticeAnswer, type PracticeRefusal, PracticeSale } from './practice-sale.ts';

/** Ids of the simulated sale, which no real concert has. */
export const practiceIds = { concertId: 0, performanceId: 0, reservationId: 1 };

/** Round trip of a phone in ms. */
const answerMs = 120;

export interface Stage {
  sale: PracticeSale;
  /** Unix time of the opening in ms, by the server's clock. */
  openedAt: number;
  /** Returns the time since the opening in ms. */
  sinceOpening: () => number;
  /** Called when a seat that the user wants has another buyer. */
  onLost: () => void;
  onPay: () => void;
  onSoldOut: () => void;
}

const isoOf = (ms: number): string => new Date(ms).toISOString();

const dayMs = 86_400_000;

/** The show of a practice starts a day after it. */
export const showAt = (openedAt: number): string => isoOf(openedAt + dayMs);

const turnMs = 600_000;

/** Place of a user who is admitted at the opening, `sinceOpening` ms after it. */
export const practicePlace = (openedAt: number, sinceOpening: number): PlaceState => ({
  state: sinceOpening < turnMs ? 'ACTIVE' : 'EXPIRED',
  number: 1,
  position: 0,
  behind: 0,
  etaSeconds: { low: 0, high: 0 },
  nextPollMs: 60_000,
  heartbeatMs: 60_000,
  expiresAt: isoOf(openedAt + turnMs),
  paused: null,
  message: null,
  recovering: false,
  cancelled: false,
});

function reservationOf({ sale, openedAt }: Stage): Outputs['seating']['hold'] {
  const seats = sale.mine();
  const endsAt = sale.holdEndsAt();
  const prices = new Map(sale.seats().map(({ seat, price }) => [seat, price]));
  return {
    ...practiceIds,
    seats,
    price: seats.reduce((sum, seat) => sum + (prices.get(seat) ?? 0), 0),
    status: endsAt === null ? 'RELEASED' : 'HELD',
    expiresAt: isoOf(openedAt + (endsAt ?? 0)),
    offer: false,
  };
}

function bookingOf(stage: Stage): Booking {
  const startsAt = showAt(stage.openedAt);
  return {
    ...reservationOf(stage),
    title: '',
    venue: '',
    texts: { title: { ko: '' }, venue: { ko: '' } },
    poster: null,
    artwork: '',
    startsAt,
    endsAt: startsAt,
    extensionsLeft: 0,
    releasedReason: null,
    dateCancelledAt: null,
    cancelledReason: null,
    holder: '',
    payment: null,
    tickets: [],
    refunds: [],
    refund: null,
    refundIfCancelled: null,
    seatRefunds: [],
    freeUntil: null,
    isGift: false,
    given: [],
    cancellationFees: [],
    calendar: { uid: '', sequence: 0 },
  };
}

type Answer = { data: unknown } | { refusal: PracticeRefusal };

/** Answers a call of the seat page. */
function answerTo(stage: Stage, path: string, input: unknown): Answer {
  const { sale, openedAt } = stage;
  const now = stage.sinceOpening();
  sale.advance(now);
  const changed = (answer: PracticeAnswer): Answer =>
    'refusal' in answer ? answer : { data: reservationOf(stage) };
  switch (path) {
    case 'seating.seats':
      if (sale.isSoldOut()) stage.onSoldOut();
      return { data: sale.seats() };
    case 'queue.status':
      return { data: practicePlace(openedAt, now) };
    case 'reservation.mine':
      return { data: sale.holdEndsAt() === null ? [] : [bookingOf(stage)] };
    case 'seating.hold':
      return changed(sale.hold((input as { seats: number[] }).seats, now));
    case 'seating.bestAvailable':
      return changed(sale.holdBest(input as Party, now));
    case 'seating.release':
      return changed(sale.release((input as { seats?: number[] }).seats ?? sale.mine()));
    default:
      throw new Error(`the practice does not answer ${path}`);
  }
}

/** The error that a refusal of the server becomes in the browser. */
function errorOf(path: string, refusal: PracticeRefusal): TRPCClientError<AppRouter> {
  const httpStatus = refusalStatus[refusal.code];
  const data = { code: 'CONFLICT', httpStatus, path, refusal };
  return TRPCClientError.from({ error: { code: -32_009, message: refusal.code, data } });
}

/** Answers the seat page's calls from a simulated sale, without any request. */
export const practiceLink =
  (stage: Stage): TRPCLink<AppRouter> =>
  () =>
  ({ op: { path, input } }) =>
    observable((observer) => {
      const timer = setTimeout(() => {
        const answer = answerTo(stage, path, input);
        if ('data' in answer) {
          observer.next({ result: { type: 'data', data: answer.data } });
          observer.complete();
          return;
        }
        if (answer.refusal.code === 'SEAT_TAKEN') stage.onLost();
        observer.error(errorOf(path, answer.refusal));
      }, answerMs);
      return () => clearTimeout(timer);
    });

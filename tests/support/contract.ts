import { z } from 'zod';

// Each schema has the fields and types that the contract promises. An answer may have further
// fields.
const id = z.int().min(1).max(2_147_483_647);
const won = z.int().min(0);
const count = z.int().min(0);
const instant = z.iso.datetime({ offset: true });
const day = z.iso.date();
const seatNumber = z.int().min(1).max(50);
const object = <S extends z.core.$ZodLooseShape>(shape: S) => z.looseObject(shape);

const concert = object({
  concertId: id,
  title: z.string(),
  venue: z.string(),
  opensAt: instant,
  firstDate: day,
  lastDate: day,
  priceMin: won,
  priceMax: won,
  onSale: z.boolean(),
  saleState: z.enum(['UPCOMING', 'QUEUE_OPEN', 'ON_SALE', 'SOLD_OUT', 'ENDED', 'CANCELLED']),
});
const textOf = (min: number, max: number) => {
  const text = z.string().min(min).max(max);
  const [en, ja, zh] = [text.optional(), text.optional(), text.optional()];
  return z.strictObject({ ko: text, en, ja, zh });
};
const texts = {
  title: textOf(1, 100),
  venue: textOf(1, 100),
  description: textOf(0, 5_000),
  notices: textOf(0, 5_000),
};
const state = z.enum(['DRAFT', 'PUBLISHED', 'ENDED', 'CANCELLED']);
const concertFields = {
  ...texts,
  ageRating: z.int().min(0).max(21),
  runningMinutes: z.int().min(1).max(1_440),
  opensAt: instant,
  lineOpensAt: instant.nullable(),
  closesAt: instant.nullable(),
  maxSeats: z.int().min(1).max(50),
  orphanRule: z.boolean(),
  cancellationFees: z.array(object({ fromDays: count, percent: count })).nullable(),
  holdSeconds: z.int().nullable(),
  policy: object({}),
  posterId: id.nullable(),
  verifiedEmail: z.boolean(),
};
const planNumber = z.int().min(1).max(100).nullable();
const planned = {
  seat: seatNumber,
  grade: z.string().min(1),
  kind: z.enum(['STANDARD', 'WHEELCHAIR', 'COMPANION', 'RESTRICTED']),
  row: planNumber,
  column: planNumber,
};
const listed = concert.extend({
  state: z.enum(['PUBLISHED', 'ENDED', 'CANCELLED']),
  poster: object({
    posterId: id,
    sizes: z.array(object({ width: count, height: count, url: z.string() })),
  }).nullable(),
  texts: z.strictObject(texts),
  ageRating: concertFields.ageRating,
  runningMinutes: concertFields.runningMinutes,
  dates: z.array(
    object({
      performanceId: id,
      startsAt: instant,
      seats: z.enum(['MANY', 'FEW', 'NONE']),
      grades: z.array(z.strictObject({ grade: z.string().min(1), price: won })),
      plan: z.array(z.strictObject(planned)),
    }),
  ),
});
const queueStatus = object({
  state: z.enum(['WAITING', 'ACTIVE', 'EXPIRED']),
  position: count,
  behind: count,
  etaSeconds: object({ low: z.number(), high: z.number() }).nullable(),
  nextPollMs: z.int().min(1).max(45_000),
  expiresAt: instant.nullable(),
  paused: object({ reason: z.string() }).nullable(),
  message: z.string().nullable(),
});
const reservation = object({
  reservationId: id,
  concertId: id,
  performanceId: id,
  seats: z.array(seatNumber),
  price: won,
  status: z.enum(['HELD', 'PAID', 'EXPIRED', 'RELEASED', 'CANCELLED']),
  expiresAt: instant,
  offer: z.boolean(),
});
const seat = { ...planned, price: won };
const fifty = <S extends z.ZodType>(item: S) => z.array(item).length(50);
const doorState = z.enum(['VALID', 'USED', 'VOID', 'WRONG_SHOW', 'UNKNOWN']);
const doorAnswer = object({
  state: doorState,
  ticketId: id.nullable(),
  seat: seatNumber.nullable(),
  usedAt: instant.nullable(),
});

const overview = object({
  waiting: count,
  active: count,
  capacity: count,
  ratePerMinute: count,
  paused: z.boolean(),
  message: z.string().nullable(),
  held: count,
  sold: count,
  available: count,
  blocked: count,
  revenue: won,
  arrived: count,
  arrivedLastMinute: count,
});
export const answers: Record<string, z.ZodType> = {
  'catalog.concerts': z.array(listed).min(1),
  'catalog.concert': listed,
  'queue.join': queueStatus.extend({ token: z.jwt({ alg: 'HS256' }) }),
  'queue.status': queueStatus,
  'queue.leave': z.strictObject({}),
  'catalog.dates': z.array(
    object({
      performanceId: id,
      startsAt: instant,
      seatsLeft: z.int().min(1),
      grades: z.array(object({ grade: z.string().min(1), seatsLeft: count })).min(1),
    }),
  ),
  'seating.seats': fifty(
    object({ ...seat, state: z.enum(['available', 'held', 'mine', 'sold', 'blocked']) }),
  ),
  'seating.hold': reservation,
  'seating.bestAvailable': reservation,
  'seating.extend': reservation,
  'seating.release': reservation,
  'reservation.mine': z.array(reservation),
  'reservation.get': reservation.extend({
    tickets: z.array(object({ seat: seatNumber, token: z.string() })).min(1),
  }),
  'reservation.cancel': reservation.extend({ refund: object({ refundId: id, amount: won }) }),
  'ticket.wallets': object({ apple: z.boolean(), google: z.boolean() }),
  'ticket.gifts': z.array(object({ giftId: id, seat: seatNumber, expiresAt: instant })),
  'waitlist.mine': z.array(
    object({
      waitlistId: id,
      concertId: id,
      rank: z.int().min(1),
      offer: object({ reservationId: id, expiresAt: instant }).nullable(),
    }),
  ),
  'wallet.balance': object({ balance: won }),
  'wallet.history': object({
    entries: z.array(object({ amount: z.int() })),
    nextCursor: z.int().nullable(),
  }),
  'wallet.charge': object({ balance: won }),
  'payment.pay': object({
    paymentId: id,
    reservationId: id,
    amount: won,
    balance: won,
    paidAt: instant,
    tickets: z.array(object({ ticketId: id, seat: seatNumber })).min(1),
  }),
  'door.list': z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  'door.find': doorAnswer,
  'door.admit': z.union([
    doorAnswer,
    object({
      results: z.array(
        object({ scanId: z.string(), state: doorState, usedAt: instant.nullable() }),
      ),
      doubles: z.array(z.looseObject({})),
    }),
  ]),
  'admin.overview': overview,
  'admin.seatMap': fifty(
    object({
      ...seat,
      state: z.enum(['available', 'held', 'sold', 'blocked']),
      userId: z.uuid().nullable(),
      heldUntil: instant.nullable(),
    }),
  ),
  'admin.history': z.array(
    object({
      at: instant,
      waiting: count,
      active: count,
      joins: count,
      admissions: count,
      completions: count,
      noShows: count,
      waitP50: z.number().nonnegative().nullable(),
      waitP90: z.number().nonnegative().nullable(),
      held: count,
      sold: count,
      revenue: won,
    }),
  ),
  'admin.live': object({ type: z.literal('overview'), at: instant, data: overview }),
  'admin.audit.list': object({
    items: z.array(
      object({
        at: instant,
        byUserId: z.uuid(),
        action: z.string().min(1),
        concertId: id.nullable(),
        userId: z.uuid().nullable(),
        reason: z.string().min(1),
        before: object({}).nullable(),
        after: object({}).nullable(),
      }),
    ),
    cursor: z.int().nullable(),
  }),
  'admin.integrity': object({
    at: instant,
    checks: z.array(object({ check: z.string().min(1), breaches: count })).min(1),
  }),
  'admin.queue.set': object({
    capacity: count,
    ratePerMinute: count,
    paused: z.boolean(),
    message: z.string().nullable(),
  }),
  'admin.queue.admit': z.strictObject({}),
  'admin.queue.remove': z.strictObject({}),
  'admin.holds.release': reservation.extend({ status: z.literal('RELEASED') }),
  'admin.tickets.void': z.strictObject({}),
  'admin.staff.list': z
    .array(
      object({
        userId: z.uuid(),
        role: z.enum(['OWNER', 'MANAGER', 'SUPPORT', 'DOOR', 'AUDITOR']),
        concerts: z.union([z.literal('all'), z.array(id).min(1)]),
      }),
    )
    .min(1),
  'admin.staff.grant': z.strictObject({}),
  'admin.staff.revoke': z.strictObject({}),
  'admin.concerts.list': object({
    items: z.array(object({ concertId: id, state, version: id })),
    cursor: id.nullable(),
  }),
  'admin.concerts.get': object({
    ...concertFields,
    concertId: id,
    state,
    version: id,
    performances: z.array(
      object({
        performanceId: id,
        startsAt: instant,
        seats: z.array(object({ seat: seatNumber, grade: z.string().min(1), price: won })),
      }),
    ),
    lacking: z.array(z.string()),
  }),
  'admin.concerts.create': object({ concertId: id, version: id }),
  'admin.concerts.update': object({ version: id }),
  'admin.concerts.copy': object({ concertId: id }),
  'admin.concerts.publish': object({ version: id }),
  'admin.concerts.close': object({ version: id }),
  'admin.concerts.archive': object({ version: id }),
  'admin.performances.add': object({ performanceId: id, version: id }),
  'admin.performances.move': object({ version: id }),
  'admin.performances.remove': object({ version: id }),
  'admin.performances.cancel': object({ refunds: z.int().nonnegative() }),
  'admin.concerts.cancel': object({ refunds: z.int().nonnegative() }),
  'admin.seats.plan': object({ version: id }),
  'admin.seats.import': object({ version: id }),
  'admin.seats.block': object({ seats: z.array(seatNumber) }),
  'admin.seats.unblock': object({ seats: z.array(seatNumber) }),
  'admin.plans.list': z.array(object({ planId: id, name: z.string(), seats: z.array(object({})) })),
  'admin.plans.save': object({ planId: id }),
  'admin.plans.remove': object({}),
  'admin.payments.refund': object({ refundId: id, amount: won }),
};

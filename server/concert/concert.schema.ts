import { z } from 'zod';
import { queueLimits } from '../admin/admin.schema.ts';
import { feeSchedule } from '../fees/fees.schema.ts';
import { id, instant, plainText, seatNumber } from '../schema/ids.schema.ts';
import { lineText, proseText } from '../schema/texts.schema.ts';

/** Bounds of a concert's fields. Lengths of texts are in texts.schema.ts. */
export const concertBounds = {
  ageRatingMax: 21,
  runningMinutesMax: 1_440,
  maxSeatsMax: 50,
  holdSecondsMax: 3_600,
  shiftDaysMax: 3_650,
  priceKrwMax: 10_000_000,
  seatsMax: 50,
  gradesMax: 6,
} as const;

const limits = z.strictObject({
  capacity: queueLimits.capacity.nullable().exactOptional(),
  ratePerMinute: queueLimits.ratePerMinute.nullable().exactOptional(),
  sessionSeconds: queueLimits.sessionSeconds.nullable().exactOptional(),
  claimSeconds: queueLimits.claimSeconds.nullable().exactOptional(),
  graceSeconds: queueLimits.graceSeconds.nullable().exactOptional(),
});

const required = {
  title: lineText,
  venue: lineText,
  description: proseText,
  notices: proseText,
  ageRating: z.int().min(0).max(concertBounds.ageRatingMax),
  runningMinutes: z.int().min(1).max(concertBounds.runningMinutesMax),
  opensAt: instant,
  maxSeats: z.int().min(1).max(concertBounds.maxSeatsMax),
  orphanRule: z.boolean(),
};

/** Null is the default of all concerts, or the value in the field's comment. */
const optional = {
  /** Null: 30 minutes before the sale. */
  lineOpensAt: instant.nullable().exactOptional(),
  /** Null: start of the last performance. */
  closesAt: instant.nullable().exactOptional(),
  cancellationFees: feeSchedule.nullable().exactOptional(),
  holdSeconds: z.int().min(1).max(concertBounds.holdSecondsMax).nullable().exactOptional(),
  policy: limits.exactOptional(),
  posterId: id.nullable().exactOptional(),
  verifiedEmail: z.boolean().exactOptional(),
};

/** All fields of a new concert. */
export const concertFields = z.strictObject({ ...required, ...optional });
export type ConcertFields = z.output<typeof concertFields>;

/** Version that the editor has read. */
export const version = id;
const versioned = { concertId: id, version };

/** A change of some fields. The audit entry has the reason. */
export const updateInput = z.strictObject({
  ...versioned,
  title: lineText.exactOptional(),
  venue: lineText.exactOptional(),
  description: proseText.exactOptional(),
  notices: proseText.exactOptional(),
  ageRating: required.ageRating.exactOptional(),
  runningMinutes: required.runningMinutes.exactOptional(),
  opensAt: required.opensAt.exactOptional(),
  maxSeats: required.maxSeats.exactOptional(),
  orphanRule: required.orphanRule.exactOptional(),
  ...optional,
  reason: plainText(200).exactOptional(),
});
export type UpdateInput = z.output<typeof updateInput>;
export type ConcertChange = Omit<UpdateInput, 'concertId' | 'version' | 'reason'>;

export const states = ['DRAFT', 'PUBLISHED', 'ENDED', 'CANCELLED'] as const;
/** Filters of the list, all optional. `cursor` is the value that the previous page returned. */
export const listInput = z
  .strictObject({
    state: z.enum(states).exactOptional(),
    archived: z.boolean().exactOptional(),
    cursor: id.exactOptional(),
  })
  .optional();
export type ListFilter = NonNullable<z.output<typeof listInput>>;

/** The copy's times are `shiftDays` days later than the original's. */
export const copyInput = z.strictObject({
  concertId: id,
  shiftDays: z.int().min(-concertBounds.shiftDaysMax).max(concertBounds.shiftDaysMax),
});
export const publishInput = z.strictObject(versioned);
export const closeInput = z.strictObject({ ...versioned, reason: plainText(200) });
export const archiveInput = z.strictObject({ ...versioned, archived: z.boolean() });

/** Words for what a concert lacks before its publication, in the order of the checklist. */
export const lackingWords = [
  'titleEn',
  'venueEn',
  'descriptionKo',
  'descriptionEn',
  'poster',
  'dates',
  'futureDates',
  'seats',
  'opening',
  'queueOpening',
  'closing',
] as const;
export type Lacking = (typeof lackingWords)[number];

/** A seat of a date. Every seat has a price. */
export const seatFields = z.strictObject({
  seat: seatNumber,
  grade: z.enum(['VIP', 'R', 'S', 'A']),
  price: z.int().min(1).max(concertBounds.priceKrwMax),
});
export type SeatFields = z.output<typeof seatFields>;

/** Seats of one date: distinct numbers, at most six grades, one price per grade. */
export const seatList = z
  .array(seatFields)
  .min(1)
  .max(concertBounds.seatsMax)
  .superRefine((seats, context) => {
    const prices = new Map<string, number>();
    const numbers = new Set<number>();
    seats.forEach(({ seat, grade, price }, at) => {
      const issue = (field: string, message: string) =>
        context.addIssue({ code: 'custom', path: [at, field], message });
      if (numbers.has(seat)) issue('seat', 'seats must differ');
      numbers.add(seat);
      if ((prices.get(grade) ?? price) !== price) issue('price', 'a grade has one price');
      prices.set(grade, price);
      if (prices.size > concertBounds.gradesMax) issue('grade', 'a date has at most 6 grades');
    });
  });

/** A new date with given seats, or with the seats of the performance `copyFrom`. */
export const addPerformanceInput = z
  .strictObject({
    ...versioned,
    startsAt: instant,
    seats: seatList.exactOptional(),
    copyFrom: id.exactOptional(),
  })
  .refine(({ seats, copyFrom }) => (seats === undefined) !== (copyFrom === undefined), {
    path: ['seats'],
    error: 'give either seats or copyFrom',
  });
export type AddPerformanceInput = z.output<typeof addPerformanceInput>;

const ofPerformance = { performanceId: id, version };
export const movePerformanceInput = z.strictObject({
  ...ofPerformance,
  startsAt: instant,
  reason: plainText(200),
});
export type MovePerformanceInput = z.output<typeof movePerformanceInput>;
export const removePerformanceInput = z.strictObject(ofPerformance);
export type RemovePerformanceInput = z.output<typeof removePerformanceInput>;

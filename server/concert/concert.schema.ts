import { z } from 'zod';
import { queueLimits } from '../admin/admin.schema.ts';
import { feeSchedule } from '../fees/fees.schema.ts';
import { id, idempotencyKey, instant, plainText } from '../schema/ids.schema.ts';
import { changeReasonMax, controlReasonMax } from '../schema/reason.schema.ts';
import { lineText, proseText } from '../schema/texts.schema.ts';
import { planSeatList } from '../seat-plan/seat-plan.schema.ts';

/** Bounds of a concert's fields. Lengths of texts are in texts.schema.ts. */
export const concertBounds = {
  ageRatingMax: 21,
  runningMinutesMax: 1_440,
  maxSeatsMax: 50,
  holdSecondsMax: 3_600,
  offerSecondsMax: 86_400,
  shiftDaysMax: 3_650,
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
  /** Seconds in which a person accepts an offer of the waitlist; null: HOLD_SECONDS. */
  offerSeconds: z.int().min(1).max(concertBounds.offerSecondsMax).nullable().exactOptional(),
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
  reason: plainText(changeReasonMax).exactOptional(),
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
export const closeInput = z.strictObject({ ...versioned, reason: plainText(changeReasonMax) });
export const archiveInput = z.strictObject({ ...versioned, archived: z.boolean() });

const cancelled = { reason: plainText(controlReasonMax), idempotencyKey };
export const cancelConcertInput = z.strictObject({ concertId: id, ...cancelled });
export type CancelConcertInput = z.output<typeof cancelConcertInput>;
export const cancelPerformanceInput = z.strictObject({ performanceId: id, ...cancelled });
export type CancelPerformanceInput = z.output<typeof cancelPerformanceInput>;

/** Words for what a concert lacks before its publication, in the order of the checklist. */
export const lackingWords = [
  'titleEn',
  'venueEn',
  'descriptionKo',
  'descriptionEn',
  'noticesEn',
  'poster',
  'dates',
  'futureDates',
  'seats',
  'opening',
  'queueOpening',
  'closing',
] as const;
export type Lacking = (typeof lackingWords)[number];

/**
 * A new date with given seats, with the seats of the performance `copyFrom`, or with those of a hall
 * plan.
 */
export const addPerformanceInput = z
  .strictObject({
    ...versioned,
    startsAt: instant,
    seats: planSeatList.exactOptional(),
    copyFrom: id.exactOptional(),
    planId: id.exactOptional(),
  })
  .refine(
    ({ seats, copyFrom, planId }) =>
      [seats, copyFrom, planId].filter((given) => given !== undefined).length === 1,
    { path: ['seats'], error: 'give one of seats, copyFrom and planId' },
  );
export type AddPerformanceInput = z.output<typeof addPerformanceInput>;

const ofPerformance = { performanceId: id, version };
export const movePerformanceInput = z.strictObject({
  ...ofPerformance,
  startsAt: instant,
  reason: plainText(changeReasonMax),
});
export type MovePerformanceInput = z.output<typeof movePerformanceInput>;
export const removePerformanceInput = z.strictObject(ofPerformance);
export type RemovePerformanceInput = z.output<typeof removePerformanceInput>;

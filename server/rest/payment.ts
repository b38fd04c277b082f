import { z } from 'zod';
import { id, seatDigits } from '../schema/ids.schema.ts';
import { payAndLeave, payments, type RefundRecord } from '../payment/payment.ts';
import { endpoint, inputOf } from './endpoint.ts';
import {
  concertId,
  concertOptionId,
  idDigits,
  idempotencyHeaders,
  instant,
  limitDigits,
  ownPath,
  reservationId,
  twoDigits,
  won,
} from './rest.schema.ts';

const payment = {
  paymentId: id.meta({ description: 'A payment' }),
  reservationId,
  amount: won.meta({ description: 'The amount paid, whole won' }),
  paidAt: instant,
};

const refund = z.object({
  refundId: id.meta({ description: 'A refund' }),
  seats: z.array(twoDigits).meta({ description: 'The returned seats' }),
  amount: won.meta({ description: 'The amount refunded, whole won' }),
  fee: won.meta({ description: 'The cancellation fee, whole won' }),
  refundedAt: instant,
});

export const paymentEndpoints = [
  endpoint({
    id: 'pay',
    method: 'POST',
    path: '/concert/{userId}/payment',
    proof: 'queueToken',
    title: 'Pay',
    description:
      'Pays a held reservation from the wallet, once per Idempotency-Key. The seats become yours, and the queue token’s place ends. Name the reservation by its id, or by the show of your hold. A repeated key returns the first reply, also after the place has ended. A refused payment changes nothing, and its key can be used again. Paying is not limited.',
    input: inputOf({
      path: ownPath,
      headers: idempotencyHeaders,
      body: z.union([z.strictObject({ reservationId }), z.strictObject({ concertOptionId })]),
    }),
    reply: z.object({
      ...payment,
      balance: won.meta({ description: 'The remaining balance, whole won' }),
      token: z.string().nullable().meta({
        description: 'The presented queue token; null for a repeated key without a token',
      }),
      tokenStatus: z.enum(['EXPIRED', 'UNCHANGED']).meta({
        description:
          'EXPIRED, because the payment ended the token’s place; UNCHANGED for an offer of the waitlist',
      }),
    }),
    replyDescription: 'The payment.',
    refusals: [
      'NOT_FOUND',
      'TERMS',
      'NOT_HELD',
      'HOLD_EXPIRED',
      'ALREADY_PAID',
      'NOT_YOUR_TURN',
      'QUEUE_TOKEN_EXPIRED',
      'INSUFFICIENT_BALANCE',
      'IDEMPOTENCY_MISMATCH',
    ],
    answer: async (caller, { headers, body }) => {
      const { userId, queueToken, turn } = caller;
      const what = 'reservationId' in body ? body : { performanceId: body.concertOptionId };
      const paid = await payAndLeave(
        caller,
        { ...what, userId, idempotencyKey: headers['Idempotency-Key'] },
        turn,
      );
      const tokenStatus = paid.offer === true ? ('UNCHANGED' as const) : ('EXPIRED' as const);
      return { ...paid, token: queueToken ?? null, tokenStatus };
    },
  }),
  endpoint({
    id: 'listPayments',
    method: 'GET',
    path: '/concert/{userId}/payment',
    proof: 'accessToken',
    title: 'List payments',
    description:
      'Your payments, newest first, with the refunds of returned seats. For the next page, set `before` to the last paymentId of this one.',
    input: inputOf({
      path: ownPath,
      query: z.strictObject({
        limit: limitDigits
          .optional()
          .meta({ description: 'The maximum number of payments to return; 100 by default' }),
        before: idDigits
          .optional()
          .meta({ description: 'Only payments older than this paymentId' }),
      }),
    }),
    reply: z.array(
      z.object({
        ...payment,
        concertId,
        concertOptionId,
        seats: z.array(twoDigits),
        refunds: z.array(refund).meta({ description: 'All refunds, oldest first' }),
        refund: refund.nullable().meta({ description: 'The latest refund; null without one' }),
      }),
    ),
    replyDescription: 'The payments.',
    refusals: [],
    answer: async ({ db, userId }, { query: { limit = 100, before } }) => {
      const found = await payments(db, userId, { limit, before });
      return found.map(({ performanceId, seats, refunds, refund, ...rest }) => ({
        ...rest,
        concertOptionId: performanceId,
        seats: seats.map(seatDigits),
        refunds: refunds.map(withSeatDigits),
        refund: refund && withSeatDigits(refund),
      }));
    },
  }),
];

const withSeatDigits = (of: RefundRecord) => ({ ...of, seats: of.seats.map(seatDigits) });

import { z } from 'zod';
import { id, seatDigits } from '../schema/ids.schema.ts';
import { payAndLeave, payments } from '../payment/payment.ts';
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
  amount: won.meta({ description: 'What was paid, whole won' }),
  paidAt: instant,
};

export const paymentEndpoints = [
  endpoint({
    id: 'pay',
    method: 'POST',
    path: '/concert/{userId}/payment',
    proof: 'queueToken',
    title: 'Pay',
    description:
      'Pays a held reservation from the wallet, once per Idempotency-Key: the seats become the person’s own, and the queue token dies. The reservation is named by itself or by the show on which this person holds seats. A repeated key is answered by the first reply, also after the token has died. A refused payment changes nothing, and its key can be used again. Paying is not limited.',
    input: inputOf({
      path: ownPath,
      headers: idempotencyHeaders,
      body: z.union([z.strictObject({ reservationId }), z.strictObject({ concertOptionId })]),
    }),
    reply: z.object({
      ...payment,
      balance: won.meta({ description: 'What is left in the wallet, whole won' }),
      token: z.string().nullable().meta({
        description:
          'The queue token that was presented; null where a repeated key came without one',
      }),
      tokenStatus: z
        .literal('EXPIRED')
        .meta({ description: 'The token’s place has ended by the payment' }),
    }),
    replyDescription: 'The payment.',
    refusals: [
      'NOT_FOUND',
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
      return { ...paid, token: queueToken ?? null, tokenStatus: 'EXPIRED' as const };
    },
  }),
  endpoint({
    id: 'listPayments',
    method: 'GET',
    path: '/concert/{userId}/payment',
    proof: 'accessToken',
    title: 'List payments',
    description:
      'The person’s payments, newest first, with what was given back after a cancellation. For the next page, `before` is the last paymentId of the one before.',
    input: inputOf({
      path: ownPath,
      query: z.strictObject({
        limit: limitDigits
          .optional()
          .meta({ description: 'How many at most; 100 if it is not given' }),
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
        refund: z
          .object({
            refundId: id.meta({ description: 'A refund' }),
            amount: won.meta({ description: 'What was given back, whole won' }),
            fee: won.meta({ description: 'What was kept, whole won' }),
            refundedAt: instant,
          })
          .nullable()
          .meta({
            description: 'What was given back after a cancellation; null where nothing was',
          }),
      }),
    ),
    replyDescription: 'The payments.',
    refusals: [],
    answer: async ({ db, userId }, { query: { limit = 100, before } }) => {
      const found = await payments(db, userId, { limit, before });
      return found.map(({ performanceId, seats, ...rest }) => ({
        ...rest,
        concertOptionId: performanceId,
        seats: seats.map(seatDigits),
      }));
    },
  }),
];

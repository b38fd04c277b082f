import { z } from 'zod';
import { refusalAsData, isRefusal } from '../errors.ts';
import { id, reservationInput, seatDigits } from '../ids.schema.ts';
import { concertOfPayable, payAndLeave, payments } from '../payment/payment.ts';
import { endpoint, inputOf } from './endpoint.ts';
import { concertOptionId, idDigits, idempotencyHeaders, instant, limitDigits, ownPath, twoDigits, won } from './rest.schema.ts';

const payment = { paymentId: id, reservationId: id, amount: won, paidAt: instant };

export const paymentEndpoints = [
  endpoint({
    id: 'pay',
    method: 'POST',
    path: '/concert/{userId}/payment',
    proof: 'queueToken',
    title: 'Payment',
    description:
      'Pays a held reservation from the wallet, once per Idempotency-Key: the seats become the person’s own and the queue token dies. The reservation is named by itself or by its show. A repeated key is answered by the first reply, also after the token has died.',
    input: inputOf({
      path: ownPath,
      headers: idempotencyHeaders,
      body: z.union([reservationInput, z.strictObject({ concertOptionId })]),
    }),
    reply: z.object({
      ...payment,
      balance: won.meta({ description: 'What is left in the wallet, whole won' }),
      token: z
        .string()
        .nullable()
        .meta({ description: 'The queue token that was presented; null where a repeated key came without one' }),
      tokenStatus: z.literal('EXPIRED'),
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
      const { db, userId, queueToken } = caller;
      const what = 'reservationId' in body ? body : { performanceId: body.concertOptionId };
      const concertId = await refusalAsData(concertOfPayable(db, userId, what));
      const turn = isRefusal(concertId) ? concertId : await refusalAsData(caller.turn(concertId));
      const paid = await payAndLeave(caller, { ...what, userId, idempotencyKey: headers['Idempotency-Key'], turn });
      return { ...paid, token: queueToken ?? null, tokenStatus: 'EXPIRED' as const };
    },
  }),
  endpoint({
    id: 'listPayments',
    method: 'GET',
    path: '/concert/{userId}/payment',
    proof: 'accessToken',
    title: 'Payments',
    description: 'The person’s payments, newest first: at most `limit` of them (100), older than the payment `before`.',
    input: inputOf({
      path: ownPath,
      query: z.strictObject({ limit: limitDigits.optional(), before: idDigits.optional() }),
    }),
    reply: z.array(
      z.object({
        ...payment,
        concertId: id,
        concertOptionId,
        seats: z.array(twoDigits),
        refund: z.object({ refundId: id, amount: won, fee: won, refundedAt: instant }).nullable(),
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

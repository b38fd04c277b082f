import type { Db } from '#server/database/db.ts';
import { isRefusal, Refusal, refusalAsData } from '#server/errors/refusal.ts';
import { payAndLeave } from '#server/payment/payment.ts';
import { hold } from '#server/seating/seating.ts';
import type { TestStores } from '#tests/support/stores.ts';
import { isSerializationFailure } from '#server/database/transaction.ts';
import { accessTokenOf } from '../bench-user.ts';
import { type Connection, requestText } from '../wire.ts';
import type { Bare } from './bare.ts';
import type { VirtualUser } from './sale.ts';

/**
 * `hold` resolves to the reservation id, or to null if the seat is taken. `pay` resolves after the
 * payment's commit.
 */
export interface Implementation {
  hold: (user: VirtualUser) => Promise<number | null>;
  pay: (user: VirtualUser, reservationId: number) => Promise<void>;
}

/** Retries `attempt` while the answer is TRY_AGAIN. Throws any other refusal. */
export async function retryWhileBusy<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    const answer = await refusalAsData(attempt());
    if (!isRefusal(answer)) return answer;
    if (answer.code !== 'TRY_AGAIN') throw answer;
  }
}

const keyOf = (reservationId: number): string => `reservation-${String(reservationId)}`;

export const bareImplementation = (bare: Bare): Implementation => ({
  hold: ({ place, performanceId, seat }) => bare.hold(place, performanceId, [seat]),
  pay: ({ place }, reservationId) => bare.pay(place, reservationId, keyOf(reservationId)),
});

/** Calls the room functions as the procedures do, including the queue in Redis. */
export const roomImplementation = (stores: TestStores): Implementation => ({
  hold: async ({ place, performanceId, seat }) => {
    const held = await refusalAsData(hold(stores, place, { performanceId, seats: [seat] }));
    if (!isRefusal(held)) return held.reservationId;
    if (held.code === 'SEAT_TAKEN') return null;
    throw held;
  },
  pay: async ({ place }, reservationId) => {
    const request = { userId: place.userId, reservationId, idempotencyKey: keyOf(reservationId) };
    await payAndLeave(stores, request, () => Promise.resolve(place));
  },
});

/**
 * Calls tRPC over HTTP. A connection carries one request at a time, so the number of connections
 * limits concurrency.
 */
export function httpImplementation(
  url: string,
  connections: readonly Connection[],
): Implementation {
  const free = [...connections];
  const call = async (
    name: string,
    { n, token }: VirtualUser,
    input: object,
  ): Promise<{ status: number; body: string }> => {
    const connection = free.pop();
    if (connection === undefined) throw new Error('no connection is free');
    const authorization = `Bearer ${accessTokenOf(n)}`;
    const headers = { authorization, 'x-queue-token': token, 'content-type': 'application/json' };
    const body = JSON.stringify(input);
    const answer = await connection
      .ask(requestText(url, { method: 'POST', path: `/api/trpc/${name}`, headers, body }))
      .finally(() => free.push(connection));
    if (answer.body.includes('"TRY_AGAIN"')) throw new Refusal('TRY_AGAIN', {});
    return answer;
  };
  return {
    hold: async (user) => {
      const { status, body } = await call('seating.hold', user, {
        performanceId: user.performanceId,
        seats: [user.seat],
      });
      if (status === 200)
        return (JSON.parse(body) as { result: { data: { reservationId: number } } }).result.data
          .reservationId;
      if (body.includes('"SEAT_TAKEN"')) return null;
      throw new Error(`a hold over HTTP: ${String(status)} ${body}`);
    },
    pay: async (user, reservationId) => {
      const { status, body } = await call('payment.pay', user, {
        reservationId,
        idempotencyKey: keyOf(reservationId),
      });
      if (status !== 200) throw new Error(`a payment over HTTP: ${String(status)} ${body}`);
    },
  };
}

/** Wraps a client to count its serialization failures. */
export function countingUndone(db: Db): { db: Db; undone: () => number } {
  let undone = 0;
  const counting = new Proxy(db, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (name !== '$transaction') return found;
      return async (...given: unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(
            found as (...given: unknown[]) => Promise<unknown>,
            target,
            given,
          );
        } catch (error) {
          if (isSerializationFailure(error)) undone++;
          throw error;
        }
      };
    },
  });
  return { db: counting, undone: () => undone };
}

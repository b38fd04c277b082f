import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditNow } from '../support/database-state.ts';
import { versionOf } from '../support/staff-world.ts';
import { aPerformance, aPerson, type PerformanceIds } from '../support/factories.ts';
import { fanOf, outcomeOverHttp, send } from '../support/http-client.ts';
import { type Instance, startInstance } from '../support/instance.ts';
import { testStores, type TestStores } from '../support/stores.ts';
import { trpcCallerOf } from '../support/trpc-caller.ts';

const startsInstanceMsMax = 60_000;
const effectMsMax = 2_000;
const reason = 'a reason of staff';

// Staff use this process, and fans use another one.
let stores: TestStores;
let other: Instance;
let managerId: string;
let staff: ReturnType<typeof trpcCallerOf>['call']['admin'];
beforeAll(async () => {
  stores = await testStores();
  other = await startInstance();
  managerId = await aPerson(stores.db, 'MANAGER');
  staff = trpcCallerOf(stores, managerId).call.admin;
}, startsInstanceMsMax);
afterAll(async () => {
  await other.stop();
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
  await stores.close();
});

/** Lets a user join at the other instance. */
async function aFan({ concertId }: PerformanceIds) {
  const fan = fanOf(await aPerson(stores.db));
  const { token } = await fan.at(other).queue.join.mutate({ concertId });
  const api = fan.at(other, token);
  return { userId: fan.userId, api, status: () => api.queue.status.query({ concertId }) };
}

/** Opens a queue with one active user, in which another user waits. */
async function aQueue() {
  const show = await aPerformance(stores.db, { capacity: 1 });
  const [active, waiting] = [await aFan(show), await aFan(show)];
  return { ...show, active, waiting };
}

/** Lets a user hold seats 1 and 2. */
async function aHold() {
  const show = await aPerformance(stores.db);
  const [fan, next] = [await aFan(show), await aFan(show)];
  const { performanceId } = show;
  const { reservationId } = await fan.api.seating.hold.mutate({ performanceId, seats: [1, 2] });
  const reservation = () => fan.api.reservation.get.query({ reservationId });
  const seats = () => next.api.seating.seats.query({ performanceId });
  return { ...show, fan, next, reservationId, reservation, seats };
}

/** Lets a user buy seats 1 and 2. */
async function aPurchase() {
  const held = await aHold();
  const { api } = held.fan;
  await api.wallet.charge.mutate({ amount: 100_000, idempotencyKey: 'for-the-seats' });
  const { reservationId } = held;
  const paid = await api.payment.pay.mutate({ reservationId, idempotencyKey: 'bought-it' });
  return { ...held, paymentId: paid.paymentId, ticketId: paid.tickets[0]?.ticketId ?? 0 };
}

const stats = async ({ concertId }: PerformanceIds) =>
  (await send(`${other.url}/api/queue/${String(concertId)}/board`)).body as object;
const catalog = ({ concertId }: PerformanceIds) =>
  fanOf(crypto.randomUUID()).at(other).catalog.concert.query({ concertId });
const inAMonth = () => new Date(Date.now() + 31 * 86_400_000).toISOString();

interface Control {
  concertId: number;
  /** Action of the control's audit entry. */
  action: string;
  apply: () => Promise<unknown>;
  /** Reads at the other instance what the control changes. */
  shown: () => Promise<unknown>;
  effect: object;
}

const controls: Record<string, () => Promise<Control>> = {
  'a pause with its reason': async () => {
    const { concertId, waiting } = await aQueue();
    return {
      concertId,
      action: 'queue.set',
      apply: () => staff.queue.set({ concertId, paused: true, reason }),
      shown: waiting.status,
      effect: { state: 'WAITING', paused: { reason } },
    };
  },
  'the end of a pause': async () => {
    const { concertId, waiting } = await aQueue();
    await staff.queue.set({ concertId, paused: true, capacity: 2, reason });
    return {
      concertId,
      action: 'queue.set',
      apply: () => staff.queue.set({ concertId, paused: false, reason }),
      shown: waiting.status,
      effect: { state: 'ACTIVE', paused: null },
    };
  },
  'a message': async () => {
    const { concertId, waiting } = await aQueue();
    return {
      concertId,
      action: 'queue.set',
      apply: () => staff.queue.set({ concertId, message: 'soon', reason }),
      shown: waiting.status,
      effect: { message: 'soon' },
    };
  },
  'a higher capacity': async () => {
    const { concertId, waiting } = await aQueue();
    return {
      concertId,
      action: 'queue.set',
      apply: () => staff.queue.set({ concertId, capacity: 2, reason }),
      shown: waiting.status,
      effect: { state: 'ACTIVE' },
    };
  },
  'another rate': async () => {
    const queue = await aQueue();
    const { concertId } = queue;
    return {
      concertId,
      action: 'queue.set',
      apply: () => staff.queue.set({ concertId, ratePerMinute: 7, reason }),
      shown: () => stats(queue),
      effect: { ratePerMinute: 7 },
    };
  },
  'a removal from the queue': async () => {
    const { concertId, waiting } = await aQueue();
    const { userId } = waiting;
    return {
      concertId,
      action: 'queue.remove',
      apply: () => staff.queue.remove({ concertId, userId, reason }),
      shown: waiting.status,
      effect: { state: 'EXPIRED', position: 0 },
    };
  },
  'the admission of a guest': async () => {
    const queue = await aQueue();
    const { concertId, waiting } = queue;
    const { userId } = waiting;
    return {
      concertId,
      action: 'queue.admit',
      apply: () => staff.queue.admit({ concertId, userId, reason }),
      shown: async () => [await waiting.status(), await stats(queue)],
      effect: [{ state: 'ACTIVE' }, { guests: 1, waiting: 0 }],
    };
  },
  'blocked seats': async () => {
    const { concertId, performanceId, seats } = await aHold();
    return {
      concertId,
      action: 'seats.block',
      apply: () => staff.seats.block({ performanceId, seats: [3], reason }),
      shown: async () => (await seats()).slice(2, 4),
      effect: [{ state: 'blocked' }, { state: 'available' }],
    };
  },
  'unblocked seats': async () => {
    const { concertId, performanceId, seats } = await aHold();
    await staff.seats.block({ performanceId, seats: [3, 4], reason });
    return {
      concertId,
      action: 'seats.unblock',
      apply: () => staff.seats.unblock({ performanceId, seats: [3], reason }),
      shown: async () => (await seats()).slice(2, 4),
      effect: [{ state: 'available' }, { state: 'blocked' }],
    };
  },
  'the release of a hold': async () => {
    const { concertId, reservationId, reservation, seats } = await aHold();
    return {
      concertId,
      action: 'hold.release',
      apply: () => staff.holds.release({ reservationId, reason }),
      shown: async () => [await reservation(), (await seats())[0]],
      effect: [{ status: 'RELEASED', releasedReason: reason }, { state: 'available' }],
    };
  },
  'the refund of one seat': async () => {
    const { concertId, paymentId, reservation, seats } = await aPurchase();
    const idempotencyKey = 'refund-it-1';
    return {
      concertId,
      action: 'payment.refund',
      apply: () => staff.payments.refund({ paymentId, seats: [2], reason, idempotencyKey }),
      shown: async () => [await reservation(), (await seats())[1]],
      effect: [
        { status: 'PAID', seats: [1], refund: { seats: [2], amount: 50_000 } },
        { state: 'available' },
      ],
    };
  },
  'a void ticket': async () => {
    const { concertId, ticketId, reservation } = await aPurchase();
    return {
      concertId,
      action: 'ticket.void',
      apply: () => staff.tickets.void({ ticketId, reason }),
      shown: reservation,
      effect: { status: 'PAID', tickets: [{ voided: true, token: null }, { voided: false }] },
    };
  },
  'a moved date': async () => {
    const purchase = await aPurchase();
    const { concertId, performanceId, reservation } = purchase;
    const version = await versionOf(stores.db, concertId);
    const startsAt = inAMonth();
    return {
      concertId,
      action: 'performance.move',
      apply: () => staff.performances.move({ performanceId, version, startsAt, reason }),
      shown: async () => [await reservation(), await catalog(purchase)],
      effect: [{ status: 'PAID', startsAt }, { dates: [{ startsAt }] }],
    };
  },
  'a cancelled date': async () => {
    const { concertId, performanceId, reservation, next } = await aPurchase();
    const request = { performanceId, seats: [9] };
    return {
      concertId,
      action: 'performance.cancel',
      apply: () =>
        staff.performances.cancel({ performanceId, reason, idempotencyKey: 'cancel-it-1' }),
      shown: async () => [
        await reservation(),
        await outcomeOverHttp(next.api.seating.hold.mutate(request)),
      ],
      effect: [
        { cancelledReason: reason, tickets: [{ token: null }, { token: null }] },
        'SALE_CLOSED',
      ],
    };
  },
  'a cancelled concert': async () => {
    const queue = await aQueue();
    const { concertId, waiting, active } = queue;
    return {
      concertId,
      action: 'concert.cancel',
      apply: () => staff.concerts.cancel({ concertId, reason, idempotencyKey: 'cancel-it-1' }),
      shown: async () => [
        await waiting.status(),
        await active.status(),
        await outcomeOverHttp(aFan(queue)),
        await catalog(queue),
      ],
      effect: [
        { state: 'EXPIRED', cancelled: true },
        { state: 'EXPIRED', cancelled: true },
        'SALE_CLOSED',
        { state: 'CANCELLED', saleState: 'CANCELLED' },
      ],
    };
  },
  'a closed sale': async () => {
    const queue = await aQueue();
    const { concertId } = queue;
    const version = await versionOf(stores.db, concertId);
    return {
      concertId,
      action: 'concert.close',
      apply: () => staff.concerts.close({ concertId, version, reason }),
      shown: async () => [await outcomeOverHttp(aFan(queue)), await catalog(queue)],
      effect: ['SALE_CLOSED', { state: 'ENDED', saleState: 'ENDED' }],
    };
  },
};

const isShown = ({ shown, effect }: Pick<Control, 'shown' | 'effect'>) =>
  expect.poll(shown, { interval: 50, timeout: effectMsMax }).toMatchObject(effect);

test.each(Object.entries(controls))(
  'another instance shows %s within two seconds, and the audit log has one entry',
  async (_, prepare) => {
    const control = await prepare();
    expect(await control.shown()).not.toMatchObject(control.effect);
    const { action, concertId } = control;
    const where = { action, concertId };
    const since = await stores.db.auditEntry.count({ where });
    await control.apply();
    await isShown(control);
    const entries = await stores.db.auditEntry.findMany({
      where,
      orderBy: { id: 'asc' },
      skip: since,
    });
    expect(entries).toMatchObject([{ actorId: managerId, reason }]);
    expect(entries[0]?.before ?? entries[0]?.after).not.toBeNull();
  },
);

test('negative control: a pause that raises no version is not shown', async () => {
  const { concertId, waiting } = await aQueue();
  await stores.db.$executeRaw`ALTER TABLE concerts DISABLE TRIGGER concerts_policy_version`;
  await stores.db.concert.update({
    where: { id: concertId },
    data: { paused: true, pauseReason: reason },
  });
  await stores.db.$executeRaw`ALTER TABLE concerts ENABLE TRIGGER concerts_policy_version`;
  const paused = isShown({ shown: waiting.status, effect: { paused: { reason } } });
  await expect(paused).rejects.toThrow();
});

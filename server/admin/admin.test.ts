import { afterAll, beforeAll, expect, test } from 'vitest';
import { pay, refund } from '../payment/payment.ts';
import { join } from '../queue/queue.ts';
import { rowHashes } from '#tests/support/database-state.ts';
import { aPerson, aPerformance, expireHold, giveRole } from '#tests/support/factories.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import { aHolder, gate, outcomeOf, refusalOf, tally } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { policyInput } from './admin.schema.ts';
import { overview, seatMap, setPolicy } from './admin.ts';
import { auditEntries } from './audit-log.ts';

let stores: TestStores;
let adminId: string;
beforeAll(async () => {
  stores = await testStores();
  adminId = await aPerson(stores.db, 'OWNER');
});
afterAll(() => stores.close());

const auditOf = async (concertId: number) => (await auditEntries(stores.db, { concertId })).items;

const versionOf = async (id: number) =>
  (await stores.db.concert.findUniqueOrThrow({ where: { id } })).policyVersion;

const times = { sessionSeconds: true, claimSeconds: true, graceSeconds: true };

test('the overview counts the queue, the seats by current state, and revenue less refunds', async () => {
  const first = await aHolder(stores, { money: 100_000, seats: [1, 2] });
  const { show } = first;
  const paying = (holder: typeof first) =>
    pay(stores.db, { ...holder, idempotencyKey: 'bought-it' });
  await paying(first);
  const second = await aHolder(stores, { money: 50_000, seats: [3], show });
  const { paymentId } = await paying(second);
  await aHolder(stores, { seats: [4, 5], show });
  await expireHold(stores.db, (await aHolder(stores, { seats: [6], show })).reservationId);
  await stores.db.seat.update({
    where: { performanceId_number: { performanceId: show.performanceId, number: 7 } },
    data: { blockedReason: '음향석' },
  });
  expect(await overview(stores, show.concertId)).toEqual({
    waiting: 0,
    active: 4,
    capacity: 1_000,
    ratePerMinute: 600_000,
    sessionSeconds: 600,
    claimSeconds: 120,
    graceSeconds: 180,
    asAll: { capacity: false, ratePerMinute: false, ...times },
    lineOpensAt: expect.any(String) as string,
    opensAt: expect.any(String) as string,
    paused: false,
    pauseReason: null,
    message: null,
    held: 2,
    sold: 3,
    blocked: 1,
    available: 44,
    revenue: 150_000,
    arrived: 0,
    arrivedLastMinute: 0,
  });
  await refund(stores.db, {
    byUserId: adminId,
    paymentId,
    reason: 'r',
    idempotencyKey: 'refund-it-1',
  });
  expect(await overview(stores, show.concertId)).toMatchObject({
    sold: 2,
    available: 45,
    revenue: 100_000,
  });
});

test('free and blocked seats count only for dates on sale, and sold seats for all dates', async () => {
  const paying = await aHolder(stores, { money: 50_000 });
  await pay(stores.db, { ...paying, idempotencyKey: 'bought-it' });
  const { concertId, performanceId } = paying.show;
  const now = Date.now();
  const dates = [-3_600_000, 86_400_000].map((ms) => ({
    concertId,
    startsAt: new Date(now + ms),
    endsAt: new Date(now + ms + 7_200_000),
  }));
  for (const data of dates) {
    const { id } = await stores.db.performance.create({ data, select: { id: true } });
    const seat = { performanceId: id, grade: 'R', priceKrw: 50_000n };
    await stores.db.seat.createMany({
      data: [
        { ...seat, number: 1 },
        { ...seat, number: 2, blockedReason: '음향석' },
      ],
    });
  }
  const counted = { sold: 1, revenue: 50_000 };
  expect(await overview(stores, concertId)).toMatchObject({
    ...counted,
    available: 50,
    blocked: 1,
  });
  await stores.db.performance.update({
    where: { id: performanceId },
    data: { startsAt: new Date(now - 7_200_000), endsAt: new Date(now - 1_000) },
  });
  expect(await overview(stores, concertId)).toMatchObject({ ...counted, available: 1, blocked: 1 });
});

test('the first change of capacity and rate can be undone to the default of all concerts', async () => {
  const { concertId } = await aPerformance(stores.db);
  await stores.db.concert.update({
    where: { id: concertId },
    data: { capacity: null, ratePerMinute: null },
  });
  const set = (change: object) =>
    setPolicy(stores, adminId, policyInput.parse({ concertId, reason: '점검', ...change }));
  const before = await overview(stores, concertId);
  expect(before.asAll).toMatchObject({ capacity: true, ratePerMinute: true });
  const changed = await set({ capacity: 7, ratePerMinute: 70 });
  expect(changed).toMatchObject({
    ...{ capacity: 7, ratePerMinute: 70 },
    asAll: { capacity: false, ratePerMinute: false },
  });
  const [entry] = await auditOf(concertId);
  expect(entry?.before).toEqual({ capacity: null, ratePerMinute: null });
  expect(await set(entry?.before ?? {})).toMatchObject({
    ...{ capacity: before.capacity, ratePerMinute: before.ratePerMinute },
    asAll: before.asAll,
  });
});

test('the seat map shows each seat’s owner and end, and none for a lapsed hold', async () => {
  const holder = await aHolder(stores, { seats: [1] });
  const lapsed = await aHolder(stores, { seats: [2], show: holder.show });
  await expireHold(stores.db, lapsed.reservationId);
  const seats = await seatMap(stores.db, holder.show.performanceId);
  expect(seats).toHaveLength(50);
  expect(seats[0]).toMatchObject({
    seat: 1,
    grade: 'R',
    price: 50_000,
    state: 'held',
    userId: holder.userId,
    heldUntil: holder.reservation.expiresAt,
    reservationId: holder.reservation.reservationId,
    ticketId: null,
    ticketVoid: false,
  });
  expect(seats[1]).toMatchObject({ state: 'available', userId: null, heldUntil: null });
});

test('a policy change applies at once and is audited with its actor and reason', async () => {
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  await join(stores, await aPerson(stores.db), concertId);
  const waiting = await aPerson(stores.db);
  await join(stores, waiting, concertId);
  const set = { concertId, capacity: 2, message: '잠시만요', reason: '여유가 있어서' };
  expect(await setPolicy(stores, adminId, set)).toMatchObject({
    capacity: 2,
    message: '잠시만요',
    paused: false,
  });
  expect(await join(stores, waiting, concertId)).toMatchObject({
    state: 'ACTIVE',
    message: '잠시만요',
  });
  const [entry] = await auditOf(concertId);
  expect(entry).toMatchObject({
    action: 'queue.set',
    byUserId: adminId,
    reason: '여유가 있어서',
    before: { capacity: 1, message: null },
    after: { capacity: 2, message: '잠시만요' },
  });
});

test('a pause shows its reason to waiting users and ends without one; an empty message removes the message', async () => {
  const { concertId } = await aPerformance(stores.db);
  const set = (asked: object) =>
    setPolicy(stores, adminId, policyInput.parse({ concertId, reason: '점검', ...asked }));
  expect(await set({ paused: true, message: '곧' })).toMatchObject({
    paused: true,
    pauseReason: '점검',
    message: '곧',
  });
  expect(await join(stores, await aPerson(stores.db), concertId)).toMatchObject({
    state: 'WAITING',
    paused: { reason: '점검' },
  });
  expect(await set({ capacity: 3 })).toMatchObject({
    paused: true,
    pauseReason: '점검',
    message: '곧',
    capacity: 3,
  });
  expect(await set({ paused: false, message: '' })).toMatchObject({
    paused: false,
    pauseReason: null,
    message: null,
  });
});

test('a policy change and its audit entry are one commit', async () => {
  const { concertId } = await aPerformance(stores.db);
  const before = await versionOf(concertId);
  const unknownUser = '00000000-0000-4000-8000-000000000000';
  await expect(
    setPolicy(stores, unknownUser, { concertId, capacity: 9, reason: 'by an unknown user' }),
  ).rejects.toThrow();
  expect(await versionOf(concertId)).toBe(before);
  expect(await auditOf(concertId)).toEqual([]);
});

test('opening times and session, claim and grace times can be changed while users wait', async () => {
  const { concertId } = await aPerformance(stores.db);
  const set = (asked: object) =>
    setPolicy(stores, adminId, policyInput.parse({ concertId, reason: '점검', ...asked }));
  const times = { sessionSeconds: 300, claimSeconds: 30, graceSeconds: 60 };
  expect(await set(times)).toMatchObject({
    ...times,
    asAll: { sessionSeconds: false, claimSeconds: false, graceSeconds: false },
  });
  const later = {
    lineOpensAt: new Date(Date.now() + 1_000_000).toISOString(),
    opensAt: new Date(Date.now() + 2_000_000).toISOString(),
  };
  expect(await set(later)).toMatchObject({ ...times, ...later });
  const person = await aPerson(stores.db);
  expect(await outcomeOf(join(stores, person, concertId))).toBe('SALE_NOT_OPEN');
  // Null resets the queue's opening to 30 minutes before the sale opens.
  await set({ lineOpensAt: null, opensAt: new Date(Date.now() + 60_000).toISOString() });
  expect(await join(stores, person, concertId)).toMatchObject({ state: 'WAITING', position: 1 });
  const { asAll } = await set({ opensAt: new Date().toISOString(), sessionSeconds: null });
  expect(asAll).toMatchObject({ sessionSeconds: true, claimSeconds: false, graceSeconds: false });
  const joined = await join(stores, person, concertId);
  expect(joined.state).toBe('ACTIVE');
  // The session time has returned to the default, which exceeds 300 s.
  expect(Date.parse(joined.expiresAt ?? '') - Date.now()).toBeGreaterThan(300_000);
});

test('a queue that would open after the sale is refused without any change', async () => {
  const { concertId } = await aPerformance(stores.db);
  const [before, [sale, after]] = [
    await versionOf(concertId),
    [7_000_000, 8_000_000].map((ms) => new Date(Date.now() + ms).toISOString()),
  ];
  const asked = {
    concertId,
    reason: 'the wrong way round',
    opensAt: sale ?? '',
    lineOpensAt: after ?? '',
  };
  expect(await outcomeOf(setPolicy(stores, adminId, asked))).toBe('BAD_INPUT');
  expect(await versionOf(concertId)).toBe(before);
});

test('a sale that would open after the first performance is refused with the field', async () => {
  const { concertId } = await aPerformance(stores.db);
  const opensAt = new Date(Date.now() + 31 * 86_400_000).toISOString();
  const asked = { concertId, reason: 'too late', opensAt };
  expect(await refusalOf(setPolicy(stores, adminId, asked))).toMatchObject({
    code: 'BAD_INPUT',
    details: { issues: [{ path: 'opensAt' }] },
  });
});

/** Makes four concurrent changes. Returns the increase of the policy's version. */
async function raisedByFour(
  concertId: number,
  change: (capacity: number) => Promise<unknown>,
): Promise<number> {
  const before = await versionOf(concertId);
  await Promise.all([2, 3, 4, 5].map(change));
  return (await versionOf(concertId)) - before;
}

test('each of several concurrent changes raises the version', async () => {
  const { concertId } = await aPerformance(stores.db);
  const setting = (capacity: number) =>
    setPolicy(stores, adminId, { concertId, capacity, reason: 'at once' });
  expect(await raisedByFour(concertId, setting)).toBe(4);
  expect(await auditOf(concertId)).toHaveLength(4);
});

test('negative control: reading the version before writing the next loses concurrent changes', async () => {
  const { concertId } = await aPerformance(stores.db);
  const everyone = gate(4);
  const readThenWrite = async (capacity: number) => {
    const read = await versionOf(concertId);
    await everyone();
    await stores.db.concert.update({
      where: { id: concertId },
      data: { capacity, policyVersion: read + 1 },
    });
  };
  await stores.db.$executeRaw`ALTER TABLE concerts DISABLE TRIGGER concerts_policy_version`;
  expect(await raisedByFour(concertId, readThenWrite)).toBeLessThan(4);
  await stores.db.$executeRaw`ALTER TABLE concerts ENABLE TRIGGER concerts_policy_version`;
});

test('admin procedures follow the user’s role at once, when granted and when removed', async () => {
  const { concertId, performanceId } = await aPerformance(stores.db);
  const person = await aPerson(stores.db);
  const { call } = trpcCallerOf(stores, person);
  const asks = () => [
    call.admin.overview({ concertId }),
    call.admin.seatMap({ performanceId }),
    call.admin.audit.list({ concertId }),
    call.admin.queue.set({ concertId, capacity: 1, reason: 'x' }),
    call.admin.concerts.update({ concertId, version: 1, orphanRule: true }),
    call.admin.payments.refund({ paymentId: 1, reason: 'x', idempotencyKey: 'refund-it-1' }),
  ];
  expect(await tally(asks())).toEqual({ ADMIN_ONLY: 6 });
  await giveRole(stores.db, person, 'AUDITOR');
  expect(await outcomeOf(call.admin.overview({ concertId }))).toBe('done');
  await stores.db.staffGrant.deleteMany({ where: { userId: person } });
  expect(await outcomeOf(call.admin.overview({ concertId }))).toBe('ADMIN_ONLY');
  expect(await outcomeOf(trpcCallerOf(stores, null).call.admin.overview({ concertId }))).toBe(
    'NOT_SIGNED_IN',
  );
});

test('a role that does not suffice at a concert is refused with the needed role, and no role there with NOT_FOUND', async () => {
  const [here, there, elsewhere] = [
    await aPerformance(stores.db),
    await aPerformance(stores.db),
    await aPerformance(stores.db),
  ];
  const person = await aPerson(stores.db, 'MANAGER', here.concertId);
  await giveRole(stores.db, person, 'SUPPORT', there.concertId);
  const { call } = trpcCallerOf(stores, person);
  const set = ({ concertId }: typeof here) =>
    refusalOf(call.admin.queue.set({ concertId, capacity: 1, reason: 'x' }));
  expect(await set(there)).toMatchObject({ code: 'ADMIN_ONLY', details: { needs: 'MANAGER' } });
  expect(await set(elsewhere)).toMatchObject({ code: 'NOT_FOUND' });
  expect(await outcomeOf(call.admin.overview({ concertId: there.concertId }))).toBe('done');
});

test('the audit log of a named concert needs the role there; without a concert it has those of the role', async () => {
  const [here, there, elsewhere] = [
    await aPerformance(stores.db),
    await aPerformance(stores.db),
    await aPerformance(stores.db),
  ];
  const person = await aPerson(stores.db, 'AUDITOR', here.concertId);
  await giveRole(stores.db, person, 'SUPPORT', there.concertId);
  const manager = trpcCallerOf(stores, await aPerson(stores.db, 'MANAGER')).call;
  for (const { concertId } of [here, there, elsewhere])
    await manager.admin.queue.set({ concertId, capacity: 7, reason: 'x' });
  const { call } = trpcCallerOf(stores, person);
  const of = ({ concertId }: typeof here) => call.admin.audit.list({ concertId });
  const refusal = { code: 'ADMIN_ONLY', details: { needs: 'AUDITOR' } };
  expect(await refusalOf(of(there))).toMatchObject(refusal);
  expect(await outcomeOf(of(elsewhere))).toBe('NOT_FOUND');
  for (const { items } of [await of(here), await call.admin.audit.list()])
    expect(items).toMatchObject([{ concertId: here.concertId, action: 'queue.set' }]);
});

test('only managers of a concert see the names and addresses on its seat map', async () => {
  const { show } = await aHolder(stores, { seats: [1] });
  const { concertId, performanceId } = show;
  const seatFor = async (userId: string) =>
    (await trpcCallerOf(stores, userId).call.admin.seatMap({ performanceId }))[0];
  for (const role of ['SUPPORT', 'AUDITOR'] as const)
    expect(await seatFor(await aPerson(stores.db, role))).toMatchObject({
      state: 'held',
      userId: expect.any(String) as string,
      name: null,
      email: null,
    });
  const manager = await aPerson(stores.db, 'MANAGER', concertId);
  expect(await seatFor(manager)).toMatchObject({ name: 'A person' });
  const elsewhere = await aPerson(stores.db, 'SUPPORT');
  await giveRole(stores.db, elsewhere, 'MANAGER', (await aPerformance(stores.db)).concertId);
  expect(await seatFor(elsewhere)).toMatchObject({ name: null });
});

test('support refunds at most 200,000 won of a payment in total, and a manager of the concert any amount', async () => {
  const support = await aPerson(stores.db, 'SUPPORT');
  const refundAs = (userId: string, paymentId: number, seats = [1, 2, 3, 4]) =>
    trpcCallerOf(stores, userId).call.admin.payments.refund({
      paymentId,
      seats,
      reason: 'rain',
      idempotencyKey: `refund-${String(paymentId)}-${seats.join('-')}`,
    });
  const paid = async (price: bigint) => {
    const show = await aPerformance(stores.db);
    const { performanceId } = show;
    await stores.db.seat.updateMany({
      where: { performanceId, number: 1 },
      data: { grade: 'S', priceKrw: price },
    });
    const buyer = await aHolder(stores, { money: 300_000, seats: [1, 2, 3, 4], show });
    const { paymentId } = await pay(stores.db, { ...buyer, idempotencyKey: 'bought-it' });
    return { ...show, paymentId };
  };
  const within = await paid(50_000n);
  expect(await refundAs(support, within.paymentId)).toMatchObject({ amount: 200_000 });
  await giveRole(stores.db, support, 'MANAGER', within.concertId);
  const [whole, inParts] = [await paid(50_001n), await paid(50_001n)];
  expect(await outcomeOf(refundAs(support, inParts.paymentId, [1, 2]))).toBe('done');
  expect(await outcomeOf(refundAs(support, inParts.paymentId, [3]))).toBe('done');
  const before = await rowHashes(stores.db);
  for (const refused of [
    refundAs(support, whole.paymentId),
    refundAs(support, inParts.paymentId, [4]),
  ])
    await expect(refused).rejects.toMatchObject({
      cause: { code: 'ADMIN_ONLY', details: { needs: 'MANAGER' } },
    });
  expect(await rowHashes(stores.db)).toEqual(before);
  await giveRole(stores.db, support, 'MANAGER', whole.concertId);
  expect(await outcomeOf(refundAs(support, whole.paymentId))).toBe('done');
});

test('an unknown concert or performance is NOT_FOUND', async () => {
  const none = 2_147_483_647;
  expect(await outcomeOf(overview(stores, none))).toBe('NOT_FOUND');
  expect(await outcomeOf(seatMap(stores.db, none))).toBe('NOT_FOUND');
  expect(await outcomeOf(setPolicy(stores, adminId, { concertId: none, reason: 'none' }))).toBe(
    'NOT_FOUND',
  );
});

test.each([
  { capacity: 0 },
  { capacity: 100_001 },
  { ratePerMinute: 0 },
  { ratePerMinute: 600_001 },
  { sessionSeconds: 0 },
  { claimSeconds: 3_601 },
  { graceSeconds: 10.5 },
  { graceSeconds: 9 },
  { opensAt: null },
  { opensAt: '2027-01-01' },
  { opensAt: '0000-01-01T00:00:00Z' },
  { opensAt: '2100-01-01T00:00:00Z' },
  { lineOpensAt: '1999-12-31T23:59:59Z' },
  { lineOpensAt: '2027-02-30T00:00:00+09:00' },
  { reason: '' },
  { message: 'x'.repeat(501) },
])('a policy with %o is not a valid one', (wrong) => {
  const right = { concertId: 1, capacity: 5, reason: 'why' };
  expect(policyInput.safeParse(right).success).toBe(true);
  expect(policyInput.safeParse({ ...right, ...wrong }).success).toBe(false);
});

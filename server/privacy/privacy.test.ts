import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerformance, aPerson } from '#tests/support/factories.ts';
import { aHolder, admitted, outcomeOf, refusalOf } from '#tests/support/people.ts';
import { mailWorld } from '#tests/support/test-site.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import { signAccessToken, verifyAccessToken } from '../account/access-token.ts';
import {
  changeEmail,
  checkPassword,
  type Current,
  recordSignIn,
  requestReset,
  sendVerification,
  signUp,
} from '../account/account.ts';
import { env } from '../config/env.ts';
import { sendDueMails } from '../mail/mail.ts';
import { pay } from '../payment/payment.ts';
import { give } from '../gift/gift.ts';
import { follow, setChoices } from '../notice/notice.ts';
import { defaultChoices } from '../notice/choices.schema.ts';
import { findPlace, join } from '../queue/queue.ts';
import { hold, seats } from '../seating/seating.ts';
import { joinWaitlist } from '../waitlist/waitlist.ts';
import { charge } from '../wallet/wallet.ts';
import { deleteAccount, eraseRecords, exportOf } from './privacy.ts';

const { stores, server } = mailWorld();
beforeEach(() => void (server.mails.length = 0));

const password = 'jari-before-1234';
const aClient = () => ({
  db: stores.db,
  redis: stores.redis,
  address: `2001:db8:${randomUUID().slice(0, 4)}:${randomUUID().slice(0, 4)}::1`,
});

/** Creates a user with a name and an address that no other row contains, signed in once. */
async function aUser() {
  const [email, name] = [`${randomUUID()}@jari.example`, `Name ${randomUUID()}`];
  const { userId } = await signUp(stores.db, { email, password, name });
  const program = { kind: 'TOKEN' as const, device: null, userAgent: `Agent of ${email}` };
  const credentialId = (await recordSignIn(stores.db, { userId, version: 0, ...program })) ?? '';
  const current: Current = { userId, credentialId, signedInAt: Date.now() / 1000, ...program };
  return { userId, email, name, current };
}
const topUp = (userId: string, amount: number) =>
  charge(stores.db, userId, { amount, idempotencyKey: randomUUID() });

/** Buys a ticket, with a seat of a performance in the future or in the past. */
async function aTicket(userId: string, isOver: boolean) {
  await topUp(userId, 50_000);
  const { show, turn, reservationId } = await aHolder(stores, { person: userId });
  const paid = await pay(stores.db, { userId, reservationId, turn, idempotencyKey: randomUUID() });
  if (isOver)
    await stores.db.performance.update({
      where: { id: show.performanceId },
      data: {
        startsAt: new Date(Date.now() - 7_200_000),
        endsAt: new Date(Date.now() - 3_600_000),
      },
    });
  return { ...paid, show };
}

/** Every place of the database that contains a text, as table.column. */
async function placesWith(text: string): Promise<string[]> {
  const columns = await stores.db.$queryRaw<{ name: string; column: string }[]>`
    SELECT table_name AS name, column_name AS column FROM information_schema.columns
    WHERE table_schema = 'public' AND (data_type IN ('text', 'json', 'jsonb', 'ARRAY',
      'character varying') OR data_type = 'bytea')`;
  const found: string[] = [];
  for (const { name, column } of columns) {
    const [row] = await stores.db.$queryRawUnsafe<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM "${name}"
       WHERE position(lower($1) IN lower("${column}"::text)) > 0
          OR position(encode(convert_to($1, 'UTF8'), 'hex') IN lower("${column}"::text)) > 0`,
      text,
    );
    if ((row?.count ?? 0) > 0) found.push(`${name}.${column}`);
  }
  return found.sort();
}

/** Lets a user wait for two seats of a date with one free seat. */
async function aWish(userId: string): Promise<number> {
  const { concertId, performanceId } = await aPerformance(stores.db);
  await stores.db.$executeRaw`
    UPDATE seats SET blocked_reason = 'kept' WHERE performance_id = ${performanceId} AND number > 1`;
  const any = { performances: 'any', grades: 'any', party: 2, together: true } as const;
  return (await joinWaitlist(stores.db, userId, { concertId, ...any })).waitlistId;
}

/** Lets another user offer a ticket to an address. */
async function aGiftTo(email: string): Promise<number> {
  const giver = await aPerson(stores.db);
  const { tickets } = await aTicket(giver, false);
  const ticketId = tickets[0]?.ticketId ?? 0;
  const idempotencyKey = randomUUID();
  return (await give(stores.db, giver, { ticketId, email, idempotencyKey })).giftId;
}

/** Leaves traces in as many tables as a user can. */
async function aLife() {
  const user = await aUser();
  const { userId, email, current } = user;
  const past = await aTicket(userId, true);
  await topUp(userId, 7_000);
  await sendVerification(aClient(), userId, {});
  await requestReset(aClient(), { email });
  await sendDueMails(stores.db);
  await changeEmail(aClient(), current, { email: `new-${email}`, password });
  await requestReset(aClient(), { email }); // its mail has no user yet
  await stores.db.identity.create({ data: { provider: 'google', subject: email, userId } });
  const show = await aPerformance(stores.db);
  const place = await admitted(stores, show, userId);
  await hold(stores, place, { performanceId: show.performanceId, seats: [5] });
  await setChoices(stores.db, userId, { ...defaultChoices, turn: ['EMAIL'], language: 'en' });
  await follow(stores.db, userId, { concertId: show.concertId, on: true });
  const endpoint = `https://push.example.com/${user.name}`;
  await stores.db.pushSubscription.create({ data: { userId, endpoint, p256dh: 'a', auth: 'b' } });
  const waitlistId = await aWish(userId);
  const giftId = await aGiftTo(email);
  return { ...user, past, show, waitlistId, giftId };
}

test('a deletion removes name, address and password from every table and from Redis', async () => {
  const { userId, email, name, current, waitlistId, giftId } = await aLife();
  const { passwordHash } = await stores.db.user.findUniqueOrThrow({ where: { id: userId } });
  expect(await placesWith(email)).toEqual(
    expect.arrayContaining(['gifts.email', 'identities.subject', 'mails.address', 'users.email']),
  );
  expect(await placesWith(name)).toEqual(['push_subscriptions.endpoint', 'users.name']);
  expect(await placesWith(passwordHash ?? 'none')).toEqual(['users.password_hash']);
  await deleteAccount(aClient(), current, { password, forfeitBalance: true });
  for (const secret of [email, name, passwordHash ?? 'none', password])
    expect(await placesWith(secret)).toEqual([]);
  expect(await stores.redis.keys(`*${email}*`)).toEqual([]);
  const user = await stores.db.user.findUniqueOrThrow({ where: { id: userId } });
  expect(user).toMatchObject({ name: '-', passwordHash: null, emailVerifiedAt: null });
  expect(user.deletedAt).not.toBeNull();
  const byId = (id: number) => ({ where: { id } });
  expect(await stores.db.gift.findUnique(byId(giftId))).toMatchObject({ state: 'DECLINED' });
  expect(await stores.db.wish.findUnique(byId(waitlistId))).toMatchObject({ status: 'LEFT' });
  for (const count of await Promise.all([
    stores.db.follow.count({ where: { userId } }),
    stores.db.noticeChoice.count({ where: { userId } }),
    stores.db.noticeEvent.count({ where: { userId } }),
  ]))
    expect(count).toBe(0);
});

test('negative control: the search finds a name in JSON, in an array, and in plain bytes', async () => {
  const text = `Name ${randomUUID()}`;
  await stores.db.hallPlan.create({ data: { name: randomUUID(), seats: [{ of: text }] } });
  const factor = { kind: 'RECOVERY' as const, codeHashes: [text], confirmedAt: new Date() };
  await stores.db.staffFactor.create({ data: { ...factor, userId: await aPerson(stores.db) } });
  const userId = await aPerson(stores.db);
  await stores.db.keptRecord.create({
    data: {
      userId,
      emailHash: 'a'.repeat(64),
      encrypted: Buffer.from(text),
      eraseAt: new Date(Date.now() + 86_400_000),
    },
  });
  expect(await placesWith(text)).toEqual([
    'hall_plans.seats',
    'kept_records.encrypted',
    'staff_factors.code_hashes',
  ]);
  await stores.db.keptRecord.delete({ where: { userId } });
});

test('a deleted account cannot sign in, its credentials end, and its address begins a new account', async () => {
  const { userId, email, name, current } = await aUser();
  const token = signAccessToken(userId, env().NEXTAUTH_SECRET, 60, 0, current.credentialId);
  expect(verifyAccessToken(token)).toMatchObject({ userId });
  await deleteAccount(aClient(), current, { password });
  expect(verifyAccessToken(token)).toBeNull();
  expect(await checkPassword(stores.db, { email, password })).toBeNull();
  const late = { kind: 'TOKEN' as const, device: null, userAgent: 'Late' };
  expect(await recordSignIn(stores.db, { userId, version: 0, ...late })).toBeNull();
  const again = await signUp(stores.db, { email, password, name });
  expect(again.userId).not.toBe(userId);
  expect(await checkPassword(stores.db, { email, password })).toMatchObject(again);
});

test('a deletion frees held seats, leaves the queue, forfeits the balance and keeps the ledger', async () => {
  const { userId, current, show } = await aLife();
  const entries = () =>
    stores.db.ledgerEntry.findMany({
      where: { account: { userId } },
      orderBy: { transactionId: 'asc' },
      include: { transaction: true },
    });
  const before = await entries();
  const stateOfFive = async () =>
    (await seats(stores.db, show.performanceId, await aPerson(stores.db))).find(
      ({ seat }) => seat === 5,
    )?.state;
  expect(await stateOfFive()).toBe('held');
  await deleteAccount(aClient(), current, { password, forfeitBalance: true });
  expect(await stateOfFive()).toBe('available');
  expect(await findPlace(stores, userId, show.concertId)).toBeNull();
  const after = await entries();
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.slice(before.length)).toMatchObject([
    { amountKrw: -7_000n, balanceAfterKrw: 0n, transaction: { kind: 'FORFEIT' } },
  ]);
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
});

test('a balance needs consent, and future tickets forbid the deletion', async () => {
  const { userId, current } = await aUser();
  await topUp(userId, 7_000);
  const attempt = (forfeitBalance?: true) =>
    deleteAccount(aClient(), current, {
      password,
      ...(forfeitBalance !== undefined && { forfeitBalance }),
    });
  const refusal = await refusalOf(attempt());
  expect([refusal.code, refusal.details]).toEqual(['NOT_EMPTY', { balance: 7_000, tickets: 0 }]);
  await aTicket(userId, false);
  const withTicket = await refusalOf(attempt(true));
  expect(withTicket.details).toEqual({ balance: 7_000, tickets: 1 });
  const wrong = deleteAccount(aClient(), current, { password: 'not-this', forfeitBalance: true });
  expect(await outcomeOf(wrong)).toBe('WRONG_PASSWORD');
  expect(await stores.db.user.findUnique({ where: { id: userId } })).toMatchObject({
    deletedAt: null,
  });
});

test('of a payment and a deletion at once, no ticket of a future show remains without an owner', async () => {
  for (let round = 0; round < 5; round++) {
    const { userId, current } = await aUser();
    await topUp(userId, 50_000);
    const { turn, reservationId } = await aHolder(stores, { person: userId });
    const [paid, deleted] = await Promise.all([
      outcomeOf(pay(stores.db, { userId, reservationId, turn, idempotencyKey: randomUUID() })),
      outcomeOf(deleteAccount(aClient(), current, { password, forfeitBalance: true })),
    ]);
    expect([paid, deleted].filter((outcome) => outcome === 'done')).toHaveLength(1);
  }
});

test('the last owner cannot leave, and another owner can', async () => {
  const { userId, current } = await aUser();
  await stores.db.staffGrant.create({ data: { userId, role: 'OWNER' } });
  const attempt = () => outcomeOf(deleteAccount(aClient(), current, { password }));
  expect(await attempt()).toBe('LAST_OWNER');
  await aPerson(stores.db, 'OWNER');
  expect(await attempt()).toBe('done');
  expect(await stores.db.staffGrant.count({ where: { userId } })).toBe(0);
});

test('only an owner reads the kept records, each reading is audited, and a job erases them in time', async () => {
  const { userId, email, name, current, past } = await aLife();
  const ownerId = await aPerson(stores.db, 'OWNER');
  const owner = trpcCallerOf(stores, ownerId).call.admin.records;
  await deleteAccount(aClient(), current, { password, forfeitBalance: true });
  const reason = 'the tax office asks';
  for (const q of [userId, email.toUpperCase()]) {
    const [kept, ...others] = await owner.get({ q, reason });
    expect(others).toEqual([]);
    expect(kept).toMatchObject({ userId, email, name });
    expect(kept?.reservations.map(({ payment }) => payment?.paymentId)).toEqual([past.paymentId]);
    expect(kept?.walletEntries.map(({ kind }) => kind)).toEqual(['CHARGE', 'PAYMENT', 'CHARGE']);
    const years = new Date(kept?.eraseAt ?? 0).getUTCFullYear() - new Date().getUTCFullYear();
    expect(years).toBe(env().RETENTION_YEARS);
  }
  const manager = trpcCallerOf(stores, await aPerson(stores.db, 'MANAGER')).call.admin.records;
  expect(await outcomeOf(manager.get({ q: userId, reason }).catch(causeOf))).toBe('ADMIN_ONLY');
  const audit = { actorId: ownerId, userId, action: 'records.read', reason };
  expect(await stores.db.auditEntry.count({ where: audit })).toBe(2);

  expect(await eraseRecords(stores.db)).toBe(0);
  const earlier = new Date(Date.now() - 6 * 365 * 86_400_000);
  await stores.db.keptRecord.update({
    where: { userId },
    data: { createdAt: earlier, eraseAt: new Date(Date.now() - 1_000) },
  });
  expect(await eraseRecords(stores.db)).toBe(1);
  expect(await owner.get({ q: userId, reason })).toEqual([]);
});

/** Unpacks the refusal in an error of tRPC. */
function causeOf(error: unknown): never {
  throw (error as { cause?: unknown }).cause ?? error;
}

test('an account without contracts and payments leaves no kept records', async () => {
  const { userId, current } = await aUser();
  await deleteAccount(aClient(), current, { password });
  expect(await stores.db.keptRecord.count({ where: { userId } })).toBe(0);
});

test('the export has all of a person’s data and nothing of another, and no code of a ticket', async () => {
  const { userId, email, name, current, past } = await aLife();
  const other = await aLife();
  const data = await exportOf(stores, current);
  expect(data.account).toMatchObject({
    userId,
    name,
    email,
    providers: [{ provider: 'google', subject: email }],
  });
  expect(data.reservations.map(({ status }) => status)).toEqual(['HELD', 'PAID']);
  expect(data.reservations[1]).toMatchObject({
    payment: { paymentId: past.paymentId },
    tickets: [{ ticketId: past.tickets[0]?.ticketId }],
  });
  expect(data.wallet.entries.map(({ amount }) => amount)).toEqual([7_000, -50_000, 50_000]);
  expect(data.places).toHaveLength(2);
  expect(data.sessions).toMatchObject([{ current: true, userAgent: `Agent of ${email}` }]);
  expect(new Set(data.mails.map(({ kind }) => kind))).toEqual(
    new Set(['VERIFY_EMAIL', 'RESET_PASSWORD', 'CHANGE_EMAIL', 'EMAIL_CHANGE_ASKED']),
  );
  const text = JSON.stringify(data);
  for (const foreign of [other.userId, other.email, other.name])
    expect(text).not.toContain(foreign);
  const { passwordHash } = await stores.db.user.findUniqueOrThrow({ where: { id: userId } });
  expect(text).not.toContain(passwordHash ?? 'none');
  for (const { shortCode } of await stores.db.ticketCode.findMany())
    expect(text).not.toContain(shortCode);
});

test('a place in a queue is in the export', async () => {
  const { userId, current } = await aUser();
  const { concertId } = await aPerformance(stores.db, { capacity: 1 });
  await join(stores, await aPerson(stores.db), concertId);
  await join(stores, userId, concertId);
  expect((await exportOf(stores, current)).places).toMatchObject([{ concertId, state: 'WAITING' }]);
});

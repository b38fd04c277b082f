import { compactVerify, importJWK } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditEntries, recordAudit } from '../admin/audit-log.ts';
import { concertOfAnyPerformance } from '../catalog/catalog.ts';
import { movePerformance } from '../concert/concert.ts';
import { pay, refund } from '../payment/payment.ts';
import { reservationOf } from '../reservation/reservation.ts';
import { publicKeys } from '../ticket/keys.ts';
import { voidTicket } from '../admin/void-ticket.ts';
import { overview } from '../admin/admin.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import { createRedis } from '../redis/redis.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { eventually } from '#tests/support/eventually.ts';
import { aPerson, aPerformance, type PerformanceIds } from '#tests/support/factories.ts';
import { aHolder, gate, refusalOf, tally } from '#tests/support/people.ts';
import { versionOf } from '#tests/support/staff-world.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import type { DoorAnswer, MergedScans } from './door.ts';

let stores: TestStores;
let staffId: string;
beforeAll(async () => {
  stores = await testStores();
  staffId = await aPerson(stores.db, 'DOOR');
});
afterAll(() => stores.close());

interface Sold {
  show: PerformanceIds;
  userId: string;
  reservationId: number;
  paymentId: number;
}
async function sold(seats = [1], show?: PerformanceIds): Promise<Sold> {
  const holder = await aHolder(stores, { seats, money: 200_000, ...(show && { show }) });
  const { paymentId } = await pay(stores.db, { ...holder, idempotencyKey: 'bought-it' });
  return { ...holder, paymentId };
}
async function ticketOf({ userId, reservationId }: Sold) {
  const { tickets } = await reservationOf(stores.db, userId, reservationId);
  const { ticketId = 0, token, shortCode } = tickets[0] ?? {};
  return { ticketId, token: token ?? '', shortCode: shortCode ?? '' };
}

const door = (userId = staffId) => trpcCallerOf(stores, userId).call.door;
let scans = 0;
const newScan = () => `scan-${String(++scans).padStart(8, '0')}`;
const scan = (
  { performanceId }: PerformanceIds,
  code: string,
  { deviceId = 'device-1', scanId = newScan() } = {},
) => door().admit({ performanceId, code, deviceId, scanId }) as Promise<DoorAnswer>;
const merge = (
  { performanceId }: PerformanceIds,
  deviceId: string,
  ...offline: { code: string; at: string; scanId: string }[]
) => door().admit({ performanceId, deviceId, offline }) as Promise<MergedScans>;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

test('a ticket is valid once, by its QR code or its short code, and then used', async () => {
  const purchase = await sold();
  const { ticketId, token, shortCode } = await ticketOf(purchase);
  const { show } = purchase;
  const find = (code: string) => door().find({ performanceId: show.performanceId, code });
  const valid = { state: 'VALID', ticketId, seat: 1, usedAt: null };
  expect([await find(token), await find(shortCode)]).toEqual([valid, valid]);
  expect(await scan(show, token)).toEqual(valid);
  const used = { ...valid, state: 'USED', usedAt: expect.any(String) as string };
  expect([await scan(show, shortCode), await find(token)]).toEqual([used, used]);
  const typed = `${shortCode.slice(0, 5)}-${shortCode.slice(5)}`.toLowerCase().replace('0', 'o');
  expect(await find(typed)).toEqual(used);
});

test('each ticket has its own ten characters of Crockford’s base32, and a void one has none', async () => {
  const show = await aPerformance(stores.db);
  const purchase = await sold([1, 2, 3, 4], show);
  const read = async () =>
    (await reservationOf(stores.db, purchase.userId, purchase.reservationId)).tickets.map(
      ({ shortCode }) => shortCode,
    );
  const codes = await read();
  expect(new Set(codes).size).toBe(4);
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/);
  await refund(stores.db, { ...refunding(purchase), seats: [1] });
  expect(await read()).toEqual([null, ...codes.slice(1)]);
});

const refunding = ({ paymentId }: Sold) => ({
  byUserId: staffId,
  paymentId,
  reason: 'a mistake',
  idempotencyKey: `refund-${String(paymentId).padStart(8, '0')}`,
});

test('a code of another date, a void one, an old one and a foreign one are refused', async () => {
  const [here, elsewhere, refunded, voided, moved] = await Promise.all(
    Array.from({ length: 5 }, () => sold()),
  );
  if (!here || !elsewhere || !refunded || !voided || !moved) throw new Error('no purchase');
  const codes = await Promise.all([refunded, voided, moved].map(ticketOf));
  await refund(stores.db, refunding(refunded));
  await voidTicket(stores.db, staffId, { ticketId: codes[1]?.ticketId ?? 0, reason: 'stolen' });
  await movePerformance(stores, staffId, {
    performanceId: moved.show.performanceId,
    version: await versionOf(stores.db, moved.show.concertId),
    startsAt: new Date(Date.now() + 40 * 86_400_000).toISOString(),
    reason: 'a storm',
  });
  for (const [at, { show }] of [refunded, voided, moved].entries())
    for (const code of [codes[at]?.token, codes[at]?.shortCode])
      expect(await scan(show, code ?? '')).toMatchObject({ state: 'VOID', usedAt: null });
  expect(await scan(moved.show, (await ticketOf(moved)).shortCode)).toMatchObject({
    state: 'VALID',
  });
  const nobody = { ticketId: null, seat: null, usedAt: null };
  const foreign = await ticketOf(elsewhere);
  for (const code of [foreign.token, foreign.shortCode])
    expect(await scan(here.show, code)).toEqual({ state: 'WRONG_SHOW', ...nobody });
  const forged = `${foreign.token.slice(0, -10)}AAAAAAAAAA`;
  for (const code of [forged, '0000000000', 'https://jari.example', '１'])
    expect(await scan(here.show, code)).toEqual({ state: 'UNKNOWN', ...nobody });
});

const devices = ['device-1', 'device-2', 'device-3'];
const usesOf = (ticketId: number) =>
  stores.db.doorScan.count({ where: { ticketId, state: 'VALID', undoneAt: null } });

type Scanned = Awaited<ReturnType<typeof ticketOf>> & { show: PerformanceIds };
/** Scans the ticket, and returns the answer. */
type Scanning = (ticket: Scanned, deviceId: string) => Promise<string | undefined>;

/**
 * Scans a ticket by three devices at once: a new one, or one whose use staff undo meanwhile. Returns
 * the number of valid answers and the number of uses.
 */
async function scannedAtOnce(scanning: Scanning, { isUndone }: { isUndone: boolean }) {
  const purchase = await sold();
  const ticket = { ...(await ticketOf(purchase)), show: purchase.show };
  const { ticketId, show } = ticket;
  if (isUndone) await scan(show, ticket.token);
  const { performanceId } = show;
  const undo = () => door().undo({ performanceId, ticketId, reason: 'wrong person' });
  const [, ...answers] = await Promise.all([
    isUndone ? undo() : {},
    ...devices.map((deviceId) => scanning(ticket, deviceId)),
  ]);
  const valid = answers.filter((state) => state === 'VALID').length;
  expect(valid + answers.filter((state) => state === 'USED').length).toBe(devices.length);
  return { valid, uses: await usesOf(ticketId) };
}
const scanning: Scanning = async ({ show, token }, deviceId) =>
  (await scan(show, token, { deviceId })).state;

test('of devices that scan one ticket at once, exactly one answers valid', async () => {
  for (let round = 0; round < 8; round++)
    expect(await scannedAtOnce(scanning, { isUndone: false })).toEqual({ valid: 1, uses: 1 });
});

test('of an undo and scans at once at most one scan is valid, and its use stays', async () => {
  for (let round = 0; round < 8; round++) {
    const { valid, uses } = await scannedAtOnce(scanning, { isUndone: true });
    expect(valid).toBeLessThanOrEqual(1);
    expect(uses).toBe(valid);
  }
});

test('negative control: without the unique index, doors that judge before they record admit several times', async () => {
  const judgeSql = loadSql(import.meta.url, './sql/judge.sql');
  const recordSql = loadSql(import.meta.url, './sql/record-scan.sql');
  const judgeThenRecord =
    (judged: () => Promise<void>): Scanning =>
    async ({ show, ticketId }, deviceId) => {
      await eventually('the use is undone', async () => (await usesOf(ticketId)) === 0);
      const { performanceId } = show;
      return stores.db.$transaction(
        async (tx) => {
          const [found] = await rows<{ state: string }>(tx, judgeSql, performanceId, ticketId, 1);
          await judged();
          const names = [deviceId, newScan(), staffId];
          const answer = [found?.state, ticketId, 1, null, null];
          await tx.$executeRawUnsafe(recordSql, performanceId, ...names, ...answer);
          return found?.state;
        },
        { isolationLevel: 'ReadCommitted' },
      );
    };
  await stores.db.$executeRawUnsafe('DROP INDEX door_scans_one_use');
  const admitted = [];
  for (const isUndone of [false, true])
    admitted.push(await scannedAtOnce(judgeThenRecord(gate(devices.length)), { isUndone }));
  await stores.db.$executeRaw`DELETE FROM door_scans USING door_scans other
    WHERE door_scans.ticket_id = other.ticket_id AND door_scans.id <> other.id
      AND door_scans.state = 'VALID' AND door_scans.undone_at IS NULL
      AND other.state = 'VALID' AND other.undone_at IS NULL`;
  await stores.db.$executeRawUnsafe(
    "CREATE UNIQUE INDEX door_scans_one_use ON door_scans (ticket_id, issue) WHERE state = 'VALID' AND undone_at IS NULL",
  );
  const all = { valid: devices.length, uses: devices.length };
  expect(admitted).toEqual([all, all]);
});

test('a repeated scan gets its first answer, even at once or after an undo, and counts once', async () => {
  const purchase = await sold();
  const { ticketId, token } = await ticketOf(purchase);
  const { show } = purchase;
  const scanId = newScan();
  const repeated = () => scan(show, token, { scanId });
  const first = await Promise.all([repeated(), repeated(), repeated()]);
  expect(first.map(({ state }) => state)).toEqual(['VALID', 'VALID', 'VALID']);
  await door().undo({ performanceId: show.performanceId, ticketId, reason: 'wrong person' });
  expect(await repeated()).toEqual(first[0]);
  expect(await stores.db.doorScan.count({ where: { ticketId } })).toBe(1);
});

test('an undo makes the ticket valid again, once, with the reason in the audit log', async () => {
  const purchase = await sold();
  const { ticketId, token } = await ticketOf(purchase);
  const { concertId, performanceId } = purchase.show;
  await scan(purchase.show, token);
  const undo = () => door().undo({ performanceId, ticketId, reason: 'scanned by mistake' });
  expect([await undo(), await undo()]).toEqual([{}, {}]);
  expect((await scan(purchase.show, token)).state).toBe('VALID');
  expect((await scan(purchase.show, token)).state).toBe('USED');
  const { items } = await auditEntries(stores.db, { concertId, action: 'door.undo' });
  expect(items).toMatchObject([
    { byUserId: staffId, userId: purchase.userId, reason: 'scanned by mistake' },
  ]);
  const elsewhere = await aPerformance(stores.db);
  const refusal = refusalOf(
    door().undo({ performanceId: elsewhere.performanceId, ticketId, reason: 'x' }),
  );
  expect((await refusal).code).toBe('NOT_FOUND');
});

type Undo = (ticket: { performanceId: number; ticketId: number }) => Promise<unknown>;

/** Undoes a use by five calls at once. Returns the number of audit entries. */
async function entriesOfUndos(undo: Undo): Promise<number> {
  const { show, ...purchase } = await sold();
  const { ticketId, token } = await ticketOf({ show, ...purchase });
  await scan(show, token);
  const { performanceId, concertId } = show;
  await Promise.all([1, 2, 3, 4, 5].map(() => undo({ performanceId, ticketId })));
  expect(await usesOf(ticketId)).toBe(0);
  return (await auditEntries(stores.db, { concertId, action: 'door.undo' })).items.length;
}

test('a use that five calls undo at once is undone once, with one audit entry', async () => {
  const undo: Undo = (ticket) => door().undo({ ...ticket, reason: 'wrong person' });
  expect(await entriesOfUndos(undo)).toBe(1);
});

test('offline scans are merged earliest first, and doubles between two devices are reported once and again', async () => {
  const show = await aPerformance(stores.db);
  const [first, second, third] = [
    await sold([1], show),
    await sold([3], show),
    await sold([5], show),
  ];
  const [a, b, c] = await Promise.all([first, second, third].map(ticketOf));
  const offline = (code = '', minutes = 0) => ({
    code,
    at: minutesAgo(minutes),
    scanId: newScan(),
  });
  const [early, late, own] = [offline(a?.token, 9), offline(b?.shortCode, 5), offline(a?.token, 3)];
  const merged = await merge(show, 'device-1', late, own, early);
  expect(merged).toEqual({
    results: [
      { scanId: early.scanId, state: 'VALID', usedAt: null },
      { scanId: late.scanId, state: 'VALID', usedAt: null },
      { scanId: own.scanId, state: 'USED', usedAt: early.at },
    ],
    doubles: [],
  });
  const [double, fresh] = [offline(a?.shortCode, 8), offline(c?.token, -60)];
  const answer = await merge(show, 'device-2', double, fresh);
  expect(answer).toEqual({
    results: [
      { scanId: double.scanId, state: 'USED', usedAt: early.at },
      { scanId: fresh.scanId, state: 'VALID', usedAt: null },
    ],
    doubles: [
      {
        scanId: double.scanId,
        ticketId: a?.ticketId,
        seat: 1,
        at: double.at,
        usedAt: early.at,
        usedBy: 'device-1',
      },
    ],
  });
  expect(await merge(show, 'device-2', fresh, double)).toEqual(answer);
  // A device's clock that runs ahead cannot move a use into the future.
  const { usedAt } = await scan(show, c?.token ?? '');
  expect(Date.parse(usedAt ?? '')).toBeLessThanOrEqual(Date.now() + 1_000);
});

test('the list is signed, and has the valid tickets with their uses, and no name or code', async () => {
  const show = await aPerformance(stores.db);
  const [kept, gone] = [await sold([1, 2], show), await sold([4], show)];
  const [{ ticketId, token, shortCode }, refunded] = [await ticketOf(kept), await ticketOf(gone)];
  await refund(stores.db, refunding(gone));
  await scan(show, token);
  const jws = await door().list({ performanceId: show.performanceId });
  const [key] = publicKeys();
  const signed = await compactVerify(jws, await importJWK({ ...key }, 'EdDSA'));
  expect(signed.protectedHeader).toMatchObject({ typ: 'jari-door-list', kid: key?.kid });
  const payload = new TextDecoder().decode(signed.payload);
  const ticket = {
    ticketId,
    issue: 1,
    seat: 1,
    codeHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    usedAt: expect.any(String) as string,
  };
  expect(JSON.parse(payload)).toEqual({
    performanceId: show.performanceId,
    at: expect.any(String) as string,
    tickets: [ticket, { ...ticket, ticketId: ticketId + 1, seat: 2, usedAt: null }],
    voided: [refunded.ticketId],
  });
  for (const secret of [shortCode, token, 'A person', kept.userId])
    expect(payload).not.toContain(secret);
});

test('the console counts the arrivals, less those undone, and those of the last minute', async () => {
  const show = await aPerformance(stores.db);
  const [now, undone, earlier] = [
    await sold([1], show),
    await sold([3], show),
    await sold([5], show),
  ];
  const [a, b, c] = await Promise.all([now, undone, earlier].map(ticketOf));
  await scan(show, a?.token ?? '');
  await scan(show, b?.token ?? '');
  await merge(show, 'device-1', { code: c?.token ?? '', at: minutesAgo(2), scanId: newScan() });
  const { performanceId } = show;
  await door().undo({ performanceId, ticketId: b?.ticketId ?? 0, reason: 'left again' });
  expect(await overview(stores, show.concertId)).toMatchObject({
    arrived: 2,
    arrivedLastMinute: 1,
  });
});

test('DOOR is enough for its own concerts, and the second factor is not asked for', async () => {
  const { show } = await sold();
  const { performanceId } = show;
  const own = await aPerson(stores.db, 'DOOR', show.concertId);
  const input = { performanceId, code: '0000000000', deviceId: 'device-1', scanId: newScan() };
  expect(await door(own).admit(input)).toMatchObject({ state: 'UNKNOWN' });
  const other = await aPerson(stores.db, 'DOOR', (await aPerformance(stores.db)).concertId);
  const auditor = await aPerson(stores.db, 'AUDITOR');
  const refused = [other, auditor].map((userId) => door(userId).admit(input));
  expect(await tally(refused)).toEqual({ NOT_FOUND: 1, ADMIN_ONLY: 1 });
});

test('after 20 wrong codes in a minute a device is refused; right codes and other devices are not counted', async () => {
  const purchase = await sold();
  const { token } = await ticketOf(purchase);
  const { show } = purchase;
  const wrong = (deviceId: string) => scan(show, '0000000000', { deviceId });
  const [device, other] = ['guessing-1', 'guessing-2'];
  const known = newScan();
  await scan(show, token, { deviceId: device, scanId: known });
  const attempts = Array.from({ length: 25 }, () => wrong(device));
  expect(await tally(attempts)).toEqual({ done: 20, TOO_MANY_REQUESTS: 5 });
  const refusal = await refusalOf(scan(show, token, { deviceId: device }));
  expect(refusal.code).toBe('TOO_MANY_REQUESTS');
  expect((await scan(show, token, { deviceId: device, scanId: known })).state).toBe('VALID');
  expect((await scan(show, token, { deviceId: other })).state).toBe('USED');
  const offline = Array.from({ length: 30 }, () => ({
    code: '0000000000',
    at: minutesAgo(1),
    scanId: newScan(),
  }));
  expect((await merge(show, other, ...offline)).results).toHaveLength(30);
  expect((await refusalOf(wrong(other))).code).toBe('TOO_MANY_REQUESTS');
});

test('after 20 wrong codes in a minute a person who only looks codes up is refused', async () => {
  const { show } = await sold();
  const { find } = door(await aPerson(stores.db, 'DOOR', show.concertId));
  const { performanceId } = show;
  const attempts = Array.from({ length: 25 }, () => find({ performanceId, code: '0000000000' }));
  expect(await tally(attempts)).toEqual({ done: 20, TOO_MANY_REQUESTS: 5 });
});

test('while Redis is unavailable the door still judges', async () => {
  const { show } = await sold();
  const redis = createRedis('redis://127.0.0.1:1');
  const { call } = trpcCallerOf({ ...stores, redis }, staffId);
  const answer = await call.door.find({ performanceId: show.performanceId, code: '0000000000' });
  redis.disconnect();
  expect(answer.state).toBe('UNKNOWN');
});

test('names of devices and scans, and batches, have bounds', async () => {
  const { performanceId } = await aPerformance(stores.db);
  const [code, deviceId, at] = ['0000000000', 'device-1', minutesAgo(1)];
  const offline = (count: number) =>
    Array.from({ length: count }, () => ({ code, at, scanId: newScan() }));
  const call = door(await aPerson(stores.db, 'DOOR'));
  const right = { performanceId, code, deviceId, scanId: newScan() };
  expect(await tally([call.admit(right)])).toEqual({ done: 1 });
  const wrong = [
    { ...right, scanId: 'a-scan1' },
    { ...right, scanId: 'x'.repeat(65) },
    { ...right, deviceId: 'a device' },
    { performanceId, deviceId, offline: [] },
    { performanceId, deviceId, offline: offline(201) },
    { ...right, offline: offline(1) },
  ].map((input) => call.admit(input));
  expect(await tally(wrong)).toEqual({ BAD_INPUT: 6 });
});

const breaches = async () => (await auditNow()).filter((finding) => finding.breaches > 0);

test('after all of it the database keeps its invariants', async () => {
  expect(await breaches()).toEqual([]);
});

test('negative control: looking for the use before its undo records the undo several times', async () => {
  const everyone = gate(5);
  const checkThenUndo: Undo = async ({ performanceId, ticketId }) => {
    const use = { ticketId, state: 'VALID' as const, undoneAt: null };
    const found = await stores.db.doorScan.findFirstOrThrow({ where: use });
    await everyone();
    const undone = { undoneAt: new Date(), undoneById: staffId, undoReason: 'wrong person' };
    await stores.db.doorScan.update({ where: { id: found.id }, data: undone });
    const concertId = await concertOfAnyPerformance(stores.db, performanceId);
    const before = { ticketId, usedAt: found.usedAt?.toISOString() ?? null };
    const entry = { action: 'door.undo', reason: 'wrong person', before };
    await recordAudit(stores.db, { actorId: staffId, concertId, ...entry });
  };
  expect(await entriesOfUndos(checkThenUndo)).toBe(5);
  expect((await breaches()).map(({ check }) => check)).toEqual(['control-log']);
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serializable } from '../database/transaction.ts';
import { aPerson, aPerformance } from '#tests/support/factories.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { auditInput } from './audit-log.schema.ts';
import { auditEntries, type AuditRecord, recordAudit, valuesOf } from './audit-log.ts';

let stores: TestStores;
let actorId: string;
beforeAll(async () => {
  stores = await testStores();
  actorId = await aPerson(stores.db, 'OWNER');
});
afterAll(() => stores.close());

const record = (entry: Partial<AuditRecord>) =>
  recordAudit(stores.db, { actorId, action: 'a.trial', reason: 'because', ...entry });
const listed = (filter: object) => auditEntries(stores.db, auditInput.parse(filter) ?? {});
/** Returns the reasons of the first page. */
const reasons = async (filter: object) => (await listed(filter)).items.map(({ reason }) => reason);

test('an entry states actor, action, concert, person, reason and the values before and after', async () => {
  const { concertId } = await aPerformance(stores.db);
  const userId = await aPerson(stores.db);
  await record({ concertId, userId, before: { seats: [1, 2] }, after: { seats: [1], note: null } });
  expect(await listed({ concertId })).toEqual({
    items: [
      {
        id: expect.any(Number) as number,
        at: expect.any(String) as string,
        byUserId: actorId,
        action: 'a.trial',
        concertId,
        userId,
        reason: 'because',
        before: { seats: [1, 2] },
        after: { seats: [1], note: null },
      },
    ],
    cursor: null,
  });
});

test('an entry without concert, person and values has null for each', async () => {
  await record({ action: 'a.bare-trial' });
  expect((await listed({ action: 'a.bare-trial' })).items).toMatchObject([
    { concertId: null, userId: null, before: null, after: null },
  ]);
});

test('pages cover all entries once, newest first, even while others are written', async () => {
  const { concertId } = await aPerformance(stores.db);
  for (let at = 1; at <= 101; at++) await record({ concertId, reason: String(at) });
  const seen: string[] = [];
  const sizes: number[] = [];
  let cursor: number | null | undefined;
  do {
    const page = await listed({ concertId, ...(cursor != null && { cursor }) });
    sizes.push(page.items.length);
    seen.push(...page.items.map(({ reason }) => reason));
    cursor = page.cursor;
    await record({ concertId, reason: 'a later entry' });
  } while (cursor !== null);
  expect(sizes).toEqual([50, 50, 1]);
  expect(seen).toEqual(Array.from({ length: 101 }, (_, at) => String(101 - at)));
});

test('the filters select by concert, action, person concerned and actor, alone and together', async () => {
  const [one, other] = [await aPerformance(stores.db), await aPerformance(stores.db)];
  const [fan, admin] = [await aPerson(stores.db), await aPerson(stores.db, 'OWNER')];
  await record({ concertId: one.concertId, userId: fan, reason: '1' });
  await record({ concertId: other.concertId, userId: fan, action: 'b.trial', reason: '2' });
  await record({ actorId: admin, concertId: one.concertId, reason: '3' });
  expect(await reasons({ concertId: one.concertId })).toEqual(['3', '1']);
  expect(await reasons({ action: 'b.trial' })).toEqual(['2']);
  expect(await reasons({ userId: fan })).toEqual(['2', '1']);
  expect(await reasons({ userId: fan.toUpperCase() })).toEqual(['2', '1']);
  expect(await reasons({ userId: admin })).toEqual(['3']);
  expect(await reasons({ userId: fan, concertId: one.concertId })).toEqual(['1']);
  expect(await reasons({ userId: randomUUID() })).toEqual([]);
});

test('`from` and `to` are inclusive instants', async () => {
  const { concertId } = await aPerformance(stores.db);
  const at = (day: number) => `2030-01-0${String(day)}T00:00:00.000Z`;
  for (const day of [1, 2, 3])
    await stores.db.auditEntry.create({
      data: { actorId, action: 'a.trial', concertId, reason: String(day), at: at(day) },
    });
  expect(await reasons({ concertId, from: at(2) })).toEqual(['3', '2']);
  expect(await reasons({ concertId, to: at(2) })).toEqual(['2', '1']);
  expect(await reasons({ concertId, from: at(2), to: '2030-01-02T09:00:00+09:00' })).toEqual(['2']);
  expect(await reasons({ concertId, from: at(3), to: at(1) })).toEqual([]);
});

test('an entry is part of the transaction of its change', async () => {
  const { concertId } = await aPerformance(stores.db);
  const attempt = serializable(stores.db, async (tx) => {
    await recordAudit(tx, { actorId, action: 'a.trial', concertId, reason: 'undone' });
    throw new Error('the change fails');
  });
  await expect(attempt).rejects.toThrow('the change fails');
  expect(await reasons({ concertId })).toEqual([]);
});

test.each([
  'UPDATE audit_log SET reason = reason',
  'UPDATE audit_log SET before = NULL WHERE false',
  'DELETE FROM audit_log',
  'TRUNCATE audit_log CASCADE',
])('the database refuses %s', async (statement) => {
  await record({ reason: 'stays' });
  const before = await stores.db.auditEntry.count();
  await expect(stores.db.$executeRawUnsafe(statement)).rejects.toThrow('append-only');
  expect(await stores.db.auditEntry.count()).toBe(before);
});

test('valuesOf picks the named fields of a row and writes instants in ISO 8601', () => {
  const row = { opensAt: new Date('2030-01-01T00:00:00Z'), capacity: 5, message: null };
  expect(valuesOf(row, { message: '', opensAt: '2031-01-01T00:00:00Z' })).toEqual({
    message: null,
    opensAt: '2030-01-01T00:00:00.000Z',
  });
});

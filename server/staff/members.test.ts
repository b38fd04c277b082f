import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import type { StaffRole } from '../generated/prisma/enums.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aPerformance, aPerson, giveRole } from '#tests/support/factories.ts';
import { gate, outcomeOf, tally } from '#tests/support/people.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { grantInput } from './staff.schema.ts';
import { grantRole, listStaff, revokeRole } from './staff.ts';

let stores: TestStores;
let owners: [string, string];
beforeAll(async () => {
  stores = await testStores();
  owners = [await aPerson(stores.db, 'OWNER'), await aPerson(stores.db, 'OWNER')];
});
beforeEach(async () => {
  for (const owner of owners) await giveRole(stores.db, owner, 'OWNER');
});
afterAll(() => stores.close());

const reason = 'a new colleague';
const revokeOwner = (userId: string, db = stores.db) =>
  revokeRole(db, owners[0], { userId, role: 'OWNER', reason });
const concertsOf = async (userId: string, role: StaffRole) =>
  (await listStaff(stores.db)).find((one) => one.userId === userId && one.role === role)?.concerts;
const ownersLeft = () => stores.db.staffGrant.count({ where: { role: 'OWNER' } });

test('a grant replaces the concerts of a role, and leaves other roles unchanged', async () => {
  const [first, second] = [await aPerformance(stores.db), await aPerformance(stores.db)];
  const ids = [first.concertId, second.concertId].sort((a, b) => a - b);
  const userId = await aPerson(stores.db, 'DOOR');
  const give = (concerts: 'all' | number[]) =>
    grantRole(stores.db, owners[0], { userId, role: 'SUPPORT', concerts, reason });
  for (const concerts of [ids, [first.concertId], 'all' as const, [second.concertId]]) {
    expect(await give(concerts)).toEqual({});
    expect(await concertsOf(userId, 'SUPPORT')).toEqual(concerts);
  }
  expect(await give([first.concertId, first.concertId])).toEqual({});
  expect(await concertsOf(userId, 'SUPPORT')).toEqual([first.concertId]);
  expect(await concertsOf(userId, 'DOOR')).toBe('all');
  await revokeRole(stores.db, owners[0], { userId, role: 'SUPPORT', reason });
  expect(await concertsOf(userId, 'SUPPORT')).toBeUndefined();
});

test('grants and revocations are audited with their actor, person and both states', async () => {
  const userId = await aPerson(stores.db);
  await grantRole(stores.db, owners[0], { userId, role: 'AUDITOR', concerts: 'all', reason });
  await revokeRole(stores.db, owners[0], { userId, role: 'AUDITOR', reason: 'has left' });
  await revokeRole(stores.db, owners[0], { userId, role: 'AUDITOR', reason: 'has no role' });
  const entries = await stores.db.auditEntry.findMany({
    where: { action: { startsWith: 'staff.' }, userId },
    orderBy: { id: 'asc' },
  });
  const [none, all] = [
    { role: 'AUDITOR', concerts: [] },
    { role: 'AUDITOR', concerts: 'all' },
  ];
  expect(entries).toMatchObject([
    { action: 'staff.grant', actorId: owners[0], reason, before: none, after: all },
    { action: 'staff.revoke', reason: 'has left', before: all, after: none },
  ]);
});

test('an unknown user or concert is not found, and nothing changes', async () => {
  const unknown = '00000000-0000-4000-8000-000000000000';
  const userId = await aPerson(stores.db);
  const { concertId } = await aPerformance(stores.db);
  const attempts = [
    grantRole(stores.db, owners[0], { userId: unknown, role: 'DOOR', concerts: 'all', reason }),
    grantRole(stores.db, owners[0], {
      userId,
      role: 'DOOR',
      concerts: [concertId, 2_147_483_647],
      reason,
    }),
    revokeRole(stores.db, owners[0], { userId: unknown, role: 'DOOR', reason }),
  ];
  expect(await tally(attempts)).toEqual({ NOT_FOUND: 3 });
  expect(await concertsOf(userId, 'DOOR')).toBeUndefined();
});

test('an owner is one for all concerts', () => {
  const asked = { userId: '0a1b2c3d-0000-4000-8000-000000000000', role: 'OWNER', reason };
  expect(grantInput.safeParse({ ...asked, concerts: 'all' }).success).toBe(true);
  expect(grantInput.safeParse({ ...asked, concerts: [1] }).error?.issues[0]?.path).toEqual([
    'concerts',
  ]);
});

/** Two owners are revoked at once. Returns the outcomes and the number of owners left. */
async function revokeBoth(revoke: (userId: string) => Promise<unknown>) {
  const outcomes = await tally(owners.map(revoke));
  return { outcomes, left: await ownersLeft() };
}

test('the last owner cannot be removed, not even by two concurrent revocations', async () => {
  for (let round = 0; round < 5; round++) {
    expect(await revokeBoth((userId) => revokeOwner(userId))).toEqual({
      outcomes: { done: 1, LAST_OWNER: 1 },
      left: 1,
    });
    const [last] = await stores.db.staffGrant.findMany({ where: { role: 'OWNER' } });
    expect(await outcomeOf(revokeOwner(last?.userId ?? ''))).toBe('LAST_OWNER');
    for (const owner of owners) await giveRole(stores.db, owner, 'OWNER');
  }
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
});

test('negative control: counting the owners without a lock leaves none', async () => {
  const both = gate(2);
  const unlocked = (db: Db, userId: string) =>
    db.$transaction(async (tx) => {
      const count = await tx.staffGrant.count({ where: { role: 'OWNER' } });
      await both();
      if (count === 1) refuse('LAST_OWNER');
      await tx.staffGrant.deleteMany({ where: { userId, role: 'OWNER' } });
    });
  await stores.db.$executeRaw`ALTER TABLE staff_grants DISABLE TRIGGER staff_grants_last_owner`;
  expect(await revokeBoth((userId) => unlocked(stores.db, userId))).toEqual({
    outcomes: { done: 2 },
    left: 0,
  });
  await stores.db.$executeRaw`ALTER TABLE staff_grants ENABLE TRIGGER staff_grants_last_owner`;
});

test('the database keeps an owner, also if two transactions of any program remove both', async () => {
  const everyone = gate(2);
  const remove = async (userId: string) => {
    const client = new pg.Client({ connectionString: stores.databaseUrl });
    await client.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      await client.query('DELETE FROM staff_grants WHERE user_id = $1', [userId]);
      await everyone();
      await client.query('COMMIT');
      return 'done';
    } catch (error) {
      if (error instanceof pg.DatabaseError) return error.constraint ?? error.code;
      throw error;
    } finally {
      await client.end();
    }
  };
  const outcomes = await Promise.all(owners.map(remove));
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome !== 'done')).toEqual([
    expect.stringMatching(/^(staff_grants_last_owner|40P01)$/),
  ]);
  expect(await ownersLeft()).toBe(1);
});

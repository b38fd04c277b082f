import { afterAll, beforeAll, expect, test } from 'vitest';
import { aPerson } from '#tests/support/factories.ts';
import { auditNow } from '#tests/support/database-state.ts';
import { aHolder, gate, outcomeOf, refusalOf, tally } from '#tests/support/people.ts';
import { aDraft, versionOf } from '#tests/support/staff-world.ts';
import { testStores, type TestStores } from '#tests/support/stores.ts';
import { setPolicy } from '../admin/admin.ts';
import { refuse } from '../errors/refusal.ts';
import { textsOf } from '../schema/texts.schema.ts';
import { updateConcert } from './concert.ts';

let stores: TestStores;
let actorId: string;
beforeAll(async () => {
  stores = await testStores();
  actorId = await aPerson(stores.db, 'OWNER');
});
afterAll(async () => {
  expect((await auditNow()).filter(({ breaches }) => breaches > 0)).toEqual([]);
  await stores.close();
});

const titleOf = async (concertId: number) => {
  const { texts } = await stores.db.concert.findUniqueOrThrow({ where: { id: concertId } });
  return textsOf(texts).title.ko;
};

type Edit = (concertId: number, version: number, title: string) => Promise<{ version: number }>;

/** Lets editors who have read the same version edit at once. Returns the outcomes. */
async function editAtOnce(edit: Edit, editors: number) {
  const { concertId } = await aDraft(stores.db);
  const version = await versionOf(stores.db, concertId);
  const outcomes = await tally(
    Array.from({ length: editors }, (_, at) => edit(concertId, version, `제목 ${String(at)}`)),
  );
  const raised = (await versionOf(stores.db, concertId)) - version;
  return { outcomes, raised, title: await titleOf(concertId) };
}

test('of ten editors who have read the same version exactly one changes the concert', async () => {
  const edit: Edit = (concertId, version, ko) =>
    updateConcert(stores, actorId, { concertId, version, title: { ko } });
  expect(await editAtOnce(edit, 10)).toMatchObject({
    outcomes: { done: 1, CHANGED: 9 },
    raised: 1,
  });
});

test('negative control: comparing the version before a write without a lock overwrites changes', async () => {
  const everyone = gate(10);
  const edit: Edit = async (id, version, ko) => {
    const { texts, ...read } = await stores.db.concert.findUniqueOrThrow({ where: { id } });
    if (read.version !== version) refuse('CHANGED', { version: read.version, fields: [] });
    await everyone();
    return stores.db.concert.update({
      where: { id },
      data: { texts: { ...textsOf(texts), title: { ko } } },
      select: { version: true },
    });
  };
  const { outcomes } = await editAtOnce(edit, 10);
  expect(outcomes).toEqual({ done: 10 });
});

test('a refused editor learns the new version and the names of all fields that changed since', async () => {
  const { concertId } = await aDraft(stores.db);
  const version = await versionOf(stores.db, concertId);
  const edit = (read: number, change: object) =>
    updateConcert(stores, actorId, { concertId, version: read, ...change });
  const first = await edit(version, { notices: { ko: '새 안내' }, maxSeats: 2 });
  expect(first.version).toBe(version + 1);
  await setPolicy(stores, actorId, { concertId, capacity: 7, reason: 'room' });
  await stores.db.seat.updateMany({
    where: { performance: { concertId }, number: 1 },
    data: { priceKrw: 60_000n, grade: 'VIP' },
  });
  const last = await versionOf(stores.db, concertId);
  const refusal = await refusalOf(edit(version, { ageRating: 12 }));
  expect(refusal).toMatchObject({
    code: 'CHANGED',
    details: { version: last, fields: ['maxSeats', 'notices', 'performances', 'policy'] },
  });
  expect(await refusalOf(edit(first.version, { ageRating: 12 }))).toMatchObject({
    details: { fields: ['performances', 'policy'] },
  });
  expect(await outcomeOf(edit(last, { ageRating: 12 }))).toBe('done');
});

test('holds and the start of a queue leave the version unchanged', async () => {
  const { show } = await aHolder(stores);
  const version = await versionOf(stores.db, show.concertId);
  await aHolder(stores, { show, seats: [2], money: 50_000 });
  expect(await versionOf(stores.db, show.concertId)).toBe(version);
});

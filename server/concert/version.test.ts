import { expect, test } from 'vitest';
import { z } from 'zod';
import { rowHashes } from '#tests/support/database-state.ts';
import { aHolder, gate, outcomeOf, refusalOf, tally } from '#tests/support/people.ts';
import {
  absentObjects,
  apartNames,
  procedures as samples,
  type World,
} from '#tests/support/procedures.ts';
import { aDraft, versionOf } from '#tests/support/staff-world.ts';
import { ownersWorld } from '#tests/support/test-site.ts';
import { trpcCallerOf } from '#tests/support/trpc-caller.ts';
import { setPolicy } from '../admin/admin.ts';
import { refuse } from '../errors/refusal.ts';
import { textsOf } from '../schema/texts.schema.ts';
import { procedures } from '../trpc/root.ts';
import { updateConcert } from './concert.ts';

const { stores, owner } = ownersWorld();

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
    updateConcert(stores, owner.userId, { concertId, version, title: { ko } });
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
    updateConcert(stores, owner.userId, { concertId, version: read, ...change });
  const first = await edit(version, { notices: { ko: '새 안내' }, maxSeats: 2 });
  expect(first.version).toBe(version + 1);
  await setPolicy(stores, owner.userId, { concertId, capacity: 7, reason: 'room' });
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

/** Procedures whose input states the version that an editor has read. */
const versioned = Object.keys(samples).filter((name) => {
  const [input] = procedures[name]?._def.inputs ?? [];
  return input instanceof z.ZodObject && 'version' in input.shape;
});

test('every procedure with a version refuses a stale one with CHANGED, and changes nothing', async () => {
  expect(versioned).toEqual(
    expect.arrayContaining([
      'admin.concerts.update',
      'admin.concerts.publish',
      'admin.concerts.close',
      'admin.concerts.archive',
      'admin.performances.add',
      'admin.performances.move',
      'admin.performances.remove',
      'admin.seats.plan',
      'admin.seats.import',
    ]),
  );
  const show = await aDraft(stores.db);
  const { concertId } = show;
  const stale = await versionOf(stores.db, concertId);
  const change = { concertId, version: stale, ageRating: 9 };
  const { version } = await updateConcert(stores, owner.userId, change);
  const apart = Object.fromEntries(
    apartNames.map((name) => [name, { ...show, version: stale }]),
  ) as World['apart'];
  const world: World = { ...absentObjects, ...show, reservationId: 1, apart };
  const { call } = trpcCallerOf(stores, owner.userId);
  const before = await rowHashes(stores.db);
  for (const name of versioned) {
    const procedure = name
      .split('.')
      .reduce<unknown>((found, part) => Reflect.get(found as object, part), call);
    const attempt = (procedure as (input: unknown) => Promise<unknown>)(
      samples[name]?.input?.(world),
    );
    expect([name, await refusalOf(attempt)]).toMatchObject([
      name,
      { code: 'CHANGED', details: { version, fields: ['ageRating'] } },
    ]);
  }
  expect(await rowHashes(stores.db)).toEqual(before);
});

test('holds and the start of a queue leave the version unchanged', async () => {
  const { show } = await aHolder(stores);
  const version = await versionOf(stores.db, show.concertId);
  await aHolder(stores, { show, seats: [2], money: 50_000 });
  expect(await versionOf(stores.db, show.concertId)).toBe(version);
});

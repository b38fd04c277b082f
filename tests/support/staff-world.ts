import { randomBytes } from 'node:crypto';
import type { Db } from '#server/database/db.ts';
import { aPerformance, type PerformanceIds, someTexts } from './factories.ts';
import { type Apart, apartNames, type Versioned } from './procedures.ts';

const dayMs = 86_400_000;

/** Returns the time in `days` days, or before now if negative. */
export const inDays = (days: number): string => new Date(Date.now() + days * dayMs).toISOString();

/** Required fields of a concert. */
export const concertFields = {
  ...someTexts,
  ageRating: 12,
  runningMinutes: 100,
  opensAt: inDays(1),
  maxSeats: 2,
  orphanRule: true,
};

/** Creates a draft that lacks nothing, with one performance. */
export const aDraft = async (db: Db): Promise<PerformanceIds> =>
  aPerformance(db, {}, { state: 'DRAFT', posterId: await aPoster(db) });

/** Creates a poster of one size. Returns its id. */
export async function aPoster(db: Db): Promise<number> {
  const hash = randomBytes(32).toString('hex');
  const sizes = { create: { width: 320, height: 480, bytes: Buffer.from('an image') } };
  return (await db.poster.create({ data: { hash, sizes }, select: { id: true } })).id;
}

export async function versionOf(db: Db, concertId: number): Promise<number> {
  const { version } = await db.concert.findUniqueOrThrow({
    where: { id: concertId },
    select: { version: true },
  });
  return version;
}

async function concertFor(db: Db, name: Apart): Promise<Versioned> {
  const show = name === 'published' ? await aDraft(db) : await aPerformance(db);
  if (name === 'archived')
    await db.$executeRaw`UPDATE concerts SET state = 'ENDED', ended_at = now() WHERE id = ${show.concertId}`;
  return { ...show, version: await versionOf(db, show.concertId) };
}

/** Creates a concert for each procedure that changes a concert's version. */
export async function concertsApart(db: Db): Promise<Record<Apart, Versioned>> {
  const entries = await Promise.all(
    apartNames.map(async (name): Promise<[Apart, Versioned]> => [name, await concertFor(db, name)]),
  );
  return Object.fromEntries(entries) as Record<Apart, Versioned>;
}

/** Creates a hall plan of one seat under an unused name. Returns its id. */
export async function aHallPlan(db: Db): Promise<number> {
  const { id } = await db.hallPlan.create({
    data: { name: crypto.randomUUID(), seats: [{ seat: 1, grade: 'R', price: 50_000 }] },
    select: { id: true },
  });
  return id;
}

import { randomUUID } from 'node:crypto';
import type { Db } from '#server/database/db.ts';
import type { StaffRole } from '#server/generated/prisma/enums.ts';

/** Creates a user, with a staff role for all concerts or for the concert `concertId`. */
export async function aPerson(
  db: Db,
  role?: StaffRole,
  concertId: number | null = null,
): Promise<string> {
  const { id } = await db.user.create({
    data: { email: `${randomUUID()}@jari.example`, name: 'A person' },
    select: { id: true },
  });
  if (role !== undefined) await giveRole(db, id, role, concertId);
  return id;
}

export async function giveRole(
  db: Db,
  userId: string,
  role: StaffRole,
  concertId: number | null = null,
): Promise<void> {
  await db.staffGrant.createMany({ data: [{ userId, role, concertId }], skipDuplicates: true });
}

export async function people(db: Db, count: number): Promise<string[]> {
  const data = Array.from({ length: count }, () => ({
    id: randomUUID(),
    email: `${randomUUID()}@jari.example`,
    name: 'A person',
  }));
  await db.user.createMany({ data });
  return data.map(({ id }) => id);
}

export interface PerformanceIds {
  concertId: number;
  performanceId: number;
}

export const someTexts = {
  title: { ko: '공연', en: 'A concert' },
  venue: { ko: '홀', en: 'A hall' },
  description: { ko: '공연입니다', en: 'It is a concert' },
  notices: { ko: '' },
};

/**
 * Creates a concert on sale since yesterday, with one performance next month and 50 seats at 50,000
 * won.
 */
export async function aPerformance(
  db: Db,
  policy: Partial<
    Record<
      | 'capacity'
      | 'ratePerMinute'
      | 'sessionSeconds'
      | 'claimSeconds'
      | 'graceSeconds'
      | 'holdSeconds',
      number
    >
  > = {},
  more: { state?: 'DRAFT'; posterId?: number } = {},
): Promise<PerformanceIds> {
  const day = 86_400_000;
  const startsAt = new Date(Date.now() + 30 * day);
  const { id: concertId, performances } = await db.concert.create({
    data: {
      state: 'PUBLISHED',
      texts: someTexts,
      opensAt: new Date(Date.now() - day),
      capacity: 1_000,
      ratePerMinute: 600_000,
      ...policy,
      ...more,
      performances: { create: { startsAt, endsAt: new Date(startsAt.getTime() + 7_200_000) } },
    },
    select: { id: true, performances: { select: { id: true } } },
  });
  const performanceId = performances[0]?.id ?? 0;
  await db.seat.createMany({ data: fiftySeats(performanceId) });
  return { concertId, performanceId };
}

const fiftySeats = (performanceId: number) =>
  Array.from({ length: 50 }, (_, at) => ({
    performanceId,
    number: at + 1,
    grade: 'R',
    priceKrw: 50_000n,
  }));

/** Creates a concert as aPerformance does, with a second performance a week later. */
export async function twoPerformances(db: Db): Promise<[PerformanceIds, PerformanceIds]> {
  const show = await aPerformance(db);
  const { concertId, performanceId } = show;
  const first = await db.performance.findUniqueOrThrow({ where: { id: performanceId } });
  const later = (date: Date) => new Date(date.getTime() + 7 * 86_400_000);
  const times = { startsAt: later(first.startsAt), endsAt: later(first.endsAt) };
  const { id } = await db.performance.create({
    data: { concertId, ...times },
    select: { id: true },
  });
  await db.seat.createMany({ data: fiftySeats(id) });
  return [show, { concertId, performanceId: id }];
}

/** Adds a later date to a concert, whose dates page is otherwise its single date's seats. */
export async function addDate(db: Db, concertId: number): Promise<void> {
  const startsAt = new Date(Date.now() + 40 * 86_400_000);
  const endsAt = new Date(startsAt.getTime() + 7_200_000);
  await db.performance.create({ data: { concertId, startsAt, endsAt }, select: { id: true } });
}

/** Sets a hold's expiry to one second ago, by the database's clock. */
export async function expireHold(db: Db, reservationId: number): Promise<void> {
  await db.$executeRaw`UPDATE seats SET held_until = clock_timestamp() - interval '1 second' WHERE reservation_id = ${reservationId}`;
  await db.$executeRaw`UPDATE reservations SET held_until = clock_timestamp() - interval '1 second' WHERE id = ${reservationId}`;
}

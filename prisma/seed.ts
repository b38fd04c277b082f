import { Client } from 'pg';
import { hashPassword } from '#server/account/account.ts';
import { createClient, type Db } from '#server/database/db.ts';
import type { Grade } from '#server/generated/prisma/enums.ts';

const dayMs = 86_400_000;
const fanCount = 20;
const showMinutes = 150;
const seatCount = 50;

export const demonstrationAccounts = [
  {
    email: 'admin@jari.example',
    password: 'jari-admin-1234',
    name: '관리자',
    isOwner: true,
  },
  ...Array.from({ length: fanCount }, (_, at) => ({
    email: `fan${String(at + 1)}@jari.example`,
    password: 'jari-fan-1234',
    name: `팬 ${String(at + 1)}`,
    isOwner: false,
  })),
];

/**
 * Seat grades and prices in won, nearest to the stage first; `upTo` is a grade's last seat number.
 */
const grades: { upTo: number; grade: Grade; priceKrw: bigint }[] = [
  { upTo: 10, grade: 'VIP', priceKrw: 154_000n },
  { upTo: 25, grade: 'R', priceKrw: 121_000n },
  { upTo: 40, grade: 'S', priceKrw: 99_000n },
  { upTo: seatCount, grade: 'A', priceKrw: 66_000n },
];

/** `opensInDays` and `showsInDays` are days after the seeding. */
const demonstrationConcerts = [
  {
    id: 1,
    title: '별 헤는 밤',
    titleEn: 'Counting the Stars',
    venue: '한강 달빛 홀',
    venueEn: 'Moonlight Hall on the Han',
    description:
      '한 사람의 피아노와 작은 현악단이 들려주는 겨울밤의 노래. 모든 좌석에서 무대가 가까워요.',
    descriptionEn:
      'Songs for a winter night, by one piano and a small string orchestra. The stage is near from every seat.',
    opensInDays: -1,
    policy: {},
    showsInDays: [14, 15, 21, 28],
  },
  {
    id: 2,
    title: '파도와 기타',
    titleEn: 'Waves and Guitars',
    venue: '남산 언덕 극장',
    venueEn: 'Hillside Theatre, Namsan',
    description: '기타 여섯 대로 그리는 바다. 적은 인원이 천천히 입장하는 공연이에요.',
    descriptionEn: 'The sea, drawn by six guitars. A small house that lets people in slowly.',
    opensInDays: -1,
    policy: { capacity: 5, ratePerMinute: 300 },
    showsInDays: [10, 11, 12],
  },
  {
    id: 3,
    title: '첫눈 콘서트',
    titleEn: 'First Snow',
    venue: '한강 달빛 홀',
    venueEn: 'Moonlight Hall on the Han',
    description: '첫눈을 기다리는 합창. 예매는 일주일 뒤에 열려요.',
    descriptionEn: 'A choir that waits for the first snow. The sale opens in a week.',
    opensInDays: 7,
    policy: {},
    showsInDays: [35, 36, 42],
  },
];

/** Returns 19:00 in Seoul (10:00 UTC), `days` days after the UTC date of `now`. */
function eveningInDays(now: Date, days: number): Date {
  const day = new Date(now.getTime() + days * dayMs);
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), 10));
}

async function addShows(db: Db, concertId: number, now: Date, inDays: number[]): Promise<void> {
  for (const days of inDays) {
    const startsAt = eveningInDays(now, days);
    const show = await db.performance.create({
      data: { concertId, startsAt, endsAt: new Date(startsAt.getTime() + showMinutes * 60_000) },
      select: { id: true },
    });
    const seats = Array.from({ length: seatCount }, (_, at) => at + 1).flatMap((number) => {
      const grade = grades.find(({ upTo }) => number <= upTo);
      return grade === undefined
        ? []
        : [{ performanceId: show.id, number, grade: grade.grade, priceKrw: grade.priceKrw }];
    });
    await db.seat.createMany({ data: seats });
  }
}

/** Grants OWNER only with a new account, so that seeding again restores no revoked role. */
async function addAccounts(db: Db): Promise<void> {
  const hashes = new Map<string, string>();
  for (const { password } of demonstrationAccounts)
    if (!hashes.has(password)) hashes.set(password, await hashPassword(password));
  await db.$transaction(async (tx) => {
    const added = await tx.user.createManyAndReturn({
      data: demonstrationAccounts.map(({ email, password, name }) => ({
        email,
        name,
        demonstration: true,
        passwordHash: hashes.get(password) ?? null,
      })),
      skipDuplicates: true,
      select: { id: true, email: true },
    });
    const owners = demonstrationAccounts.filter(({ isOwner }) => isOwner).map(({ email }) => email);
    await tx.staffGrant.createMany({
      data: added
        .filter(({ email }) => owners.includes(email))
        .map(({ id }) => ({ userId: id, role: 'OWNER' })),
    });
  });
}

/**
 * Waits for another process's seeding, at most two minutes. The lock ends with its transaction,
 * because a session lock would stay on a pooler's connection.
 */
async function lockSeeding(lock: Client): Promise<void> {
  await lock.query('BEGIN');
  await lock.query(
    "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = '2min'",
  );
  await lock.query("SELECT pg_advisory_xact_lock(hashtext('jari demonstration data'))");
}

/**
 * Adds missing demonstration data and leaves existing rows unchanged. Gives a concert new
 * performances if it has no future performance. Concurrent calls run one after another. Returns
 * true if the call added a concert or a performance.
 */
export async function seed(databaseUrl: string): Promise<boolean> {
  const { client: db, pool } = createClient(databaseUrl, 2);
  const lock = new Client({ connectionString: databaseUrl });
  await lock.connect();
  try {
    await lockSeeding(lock);
    const { rows } = await lock.query<{ now: Date }>('SELECT clock_timestamp() AS now');
    const now = rows[0]?.now ?? new Date();
    await addAccounts(db);
    let added = 0;
    for (const { opensInDays, policy, showsInDays, ...texts } of demonstrationConcerts) {
      const opensAt = new Date(now.getTime() + opensInDays * dayMs);
      const { count } = await db.concert.createMany({
        data: { ...texts, ...policy, opensAt },
        skipDuplicates: true,
      });
      const coming = await db.performance.count({
        where: { concertId: texts.id, startsAt: { gt: now } },
      });
      if (coming === 0) await addShows(db, texts.id, now, showsInDays);
      added += count + (coming === 0 ? 1 : 0);
    }
    await db.$executeRaw`SELECT setval(pg_get_serial_sequence('concerts', 'id'), (SELECT max(id) FROM concerts))`;
    await db.instanceSettings.update({
      where: { id: 1 },
      data: { demonstration: true },
      select: { id: true },
    });
    return added > 0;
  } finally {
    await lock.query('ROLLBACK').catch(() => undefined);
    await lock.end();
    await db.$disconnect();
    await pool.end();
  }
}

import { Client } from 'pg';
import { hashPassword } from '#server/account/account.ts';
import {
  addDate,
  cancelAllDates,
  createConcert,
  endSale,
  publishConcert,
} from '#server/concert/concert.ts';
import { createClient, type Db } from '#server/database/db.ts';
import { blockSeats } from '#server/seat-plan/seat-plan.ts';

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
const grades = [
  { upTo: 10, grade: 'VIP', price: 154_000 },
  { upTo: 25, grade: 'R', price: 121_000 },
  { upTo: 40, grade: 'S', price: 99_000 },
  { upTo: seatCount, grade: 'A', price: 66_000 },
] as const;

const notices = {
  ko: '공연이 시작되면 중간 휴식 때까지 입장할 수 없어요.',
  en: 'Latecomers are admitted at the interval.',
};

/** `opensInDays` and `showsInDays` are days after the seeding. */
const demonstrationConcerts = [
  {
    id: 1,
    title: { ko: '별 헤는 밤', en: 'Counting the Stars' },
    venue: { ko: '한강 달빛 홀', en: 'Moonlight Hall on the Han' },
    description: {
      ko: '한 사람의 피아노와 작은 현악단이 들려주는 겨울밤의 노래. 모든 좌석에서 무대가 가까워요.',
      en: 'Songs for a winter night, by one piano and a small string orchestra. The stage is near from every seat.',
    },
    ageRating: 8,
    opensInDays: -1,
    policy: {},
    showsInDays: [14, 15, 21, 28],
  },
  {
    id: 2,
    title: { ko: '파도와 기타', en: 'Waves and Guitars' },
    venue: { ko: '남산 언덕 극장', en: 'Hillside Theatre, Namsan' },
    description: {
      ko: '기타 여섯 대로 그리는 바다. 적은 인원이 천천히 입장하는 공연이에요.',
      en: 'The sea, drawn by six guitars. A small house that lets people in slowly.',
    },
    ageRating: 8,
    opensInDays: -1,
    policy: { capacity: 5, ratePerMinute: 300 },
    showsInDays: [10, 11, 12],
  },
  {
    id: 3,
    title: { ko: '첫눈 콘서트', en: 'First Snow' },
    venue: { ko: '한강 달빛 홀', en: 'Moonlight Hall on the Han' },
    description: {
      ko: '첫눈을 기다리는 합창. 예매는 일주일 뒤에 열려요.',
      en: 'A choir that waits for the first snow. The sale opens in a week.',
    },
    ageRating: 0,
    opensInDays: 7,
    policy: {},
    showsInDays: [35, 36, 42],
  },
  {
    id: 4,
    title: { ko: '겨울 정원', en: 'Winter Garden' },
    venue: { ko: '남산 언덕 극장', en: 'Hillside Theatre, Namsan' },
    description: {
      ko: '유리 온실에서 듣는 하프와 목소리. 모든 좌석이 매진된 공연이에요.',
      en: 'Harp and voice in a glasshouse. Every seat is sold out.',
    },
    ageRating: 8,
    opensInDays: -1,
    policy: {},
    showsInDays: [17],
  },
  {
    id: 5,
    title: { ko: '가을 왈츠', en: 'Autumn Waltz' },
    venue: { ko: '한강 달빛 홀', en: 'Moonlight Hall on the Han' },
    description: {
      ko: '가을의 끝에 듣는 왈츠. 예매가 끝난 공연이에요.',
      en: 'Waltzes for the end of autumn. The sale has ended.',
    },
    ageRating: 8,
    opensInDays: -20,
    policy: {},
    showsInDays: [2],
  },
  {
    id: 6,
    title: { ko: '한여름 밤의 재즈', en: 'Midsummer Jazz' },
    venue: { ko: '남산 언덕 극장', en: 'Hillside Theatre, Namsan' },
    description: {
      ko: '여섯 사람이 연주하는 여름밤의 재즈. 취소된 공연이에요.',
      en: 'Jazz for a summer night by six players. The concert is cancelled.',
    },
    ageRating: 15,
    opensInDays: -10,
    policy: {},
    showsInDays: [20, 21],
  },
];
/** Every seat of this concert is blocked, so that the demonstration has a sold-out concert. */
const soldOutId = 4;
const endedId = 5;
const cancelledId = 6;
const cancellation = { reason: '공연장 보수 공사', idempotencyKey: 'demonstration' };
type DemonstrationConcert = (typeof demonstrationConcerts)[number];

/** Returns 19:00 in Seoul (10:00 UTC), `days` days after the UTC date of `now`. */
function eveningInDays(now: Date, days: number): Date {
  const day = new Date(now.getTime() + days * dayMs);
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), 10));
}

const seats = Array.from({ length: seatCount }, (_, at) => at + 1).map((seat) => {
  const { grade, price } = grades.find(({ upTo }) => seat <= upTo) ?? grades[0];
  return { seat, grade, price };
});

/**
 * Creates the concert as staff do, if it does not exist. Returns true if it created the concert.
 */
async function addConcert(
  db: Db,
  actorId: string,
  now: Date,
  { id, opensInDays, title, venue, description, ageRating, policy }: DemonstrationConcert,
): Promise<boolean> {
  if ((await db.concert.findUnique({ where: { id }, select: { id: true } })) !== null) return false;
  const opensAt = new Date(now.getTime() + opensInDays * dayMs).toISOString();
  const texts = { title, venue, description, notices };
  const rules = { ageRating, runningMinutes: showMinutes, opensAt, maxSeats: 4, orphanRule: false };
  await createConcert(db, actorId, { ...texts, ...rules, policy }, { id });
  return true;
}

/**
 * Adds dates if none is to come, and publishes a draft. Leaves an ended or cancelled concert as it
 * is, and ends or cancels the two that demonstrate it. Returns true if it added dates.
 */
async function addDates(
  db: Db,
  actorId: string,
  now: Date,
  { id: concertId, showsInDays }: DemonstrationConcert,
): Promise<boolean> {
  const { state } = await db.concert.findUniqueOrThrow({
    where: { id: concertId },
    select: { state: true },
  });
  if (state === 'ENDED' || state === 'CANCELLED') return false;
  const versionNow = async () =>
    (await db.concert.findUniqueOrThrow({ where: { id: concertId } })).version;
  const coming = await db.performance.count({ where: { concertId, startsAt: { gt: now } } });
  for (const days of coming > 0 ? [] : showsInDays) {
    const startsAt = eveningInDays(now, days).toISOString();
    const date = { concertId, version: await versionNow(), startsAt, seats };
    const { performanceId } = await addDate(db, actorId, date, { reopens: true });
    if (concertId === soldOutId) await sellOut(db, actorId, performanceId);
  }
  if (state === 'DRAFT') {
    const published = { concertId, version: await versionNow() };
    await publishConcert({ db }, actorId, published, { needsPoster: false });
  }
  if (concertId === endedId)
    await endSale(db, actorId, { concertId, version: await versionNow(), reason: '예매 마감' });
  if (concertId === cancelledId) await cancelAllDates(db, actorId, { concertId, ...cancellation });
  return coming === 0;
}

async function sellOut(db: Db, actorId: string, performanceId: number): Promise<void> {
  const numbers = seats.map(({ seat }) => seat);
  await blockSeats(db, actorId, { performanceId, seats: numbers, reason: '초대 공연' });
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
    const { id: actorId } = await db.user.findUniqueOrThrow({
      where: { email: demonstrationAccounts[0]?.email ?? '' },
      select: { id: true },
    });
    let added = 0;
    for (const concert of demonstrationConcerts) {
      if (await addConcert(db, actorId, now, concert)) added += 1;
      if (await addDates(db, actorId, now, concert)) added += 1;
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

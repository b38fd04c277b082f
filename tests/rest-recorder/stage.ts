import { signAccessToken } from '#server/account/access-token.ts';
import type { Db } from '#server/database/db.ts';
import { env } from '#server/config/env.ts';
import type { Text } from '#server/schema/texts.schema.ts';
import { aPerson } from '../support/factories.ts';
import type { Recorder } from './recorder.ts';

const dayMs = 86_400_000;

/** Returns 19:00 in Seoul, `days` days from now. */
const evening = (days: number): Date =>
  new Date(Math.floor(Date.now() / dayMs + days) * dayMs + 10 * 3_600_000);
// Returns the UTC date, which equals the date in Seoul at 19:00.
const dayOf = (startsAt: Date): string => startsAt.toISOString().slice(0, 10);

interface Hall {
  opensInDays?: number;
  shows?: number[];
  capacity?: number;
  orphanRule?: boolean;
}

const spring: Text = { ko: '봄밤 콘서트', en: 'A Night in Spring' };

/**
 * Creates a concert with six seats per performance. Seats 01 and 02 cost 88,000 won, and seats 03
 * to 06 cost 66,000 won. Seat 06 is blocked.
 */
export async function aConcert(
  db: Db,
  title = spring,
  { opensInDays = -1, shows = [40, 41], capacity = 100, orphanRule = false }: Hall = {},
) {
  const seats = Array.from({ length: 6 }, (_, at) => ({
    number: at + 1,
    grade: at < 2 ? 'R' : 'S',
    priceKrw: at < 2 ? 88_000n : 66_000n,
    blockedReason: at === 5 ? 'behind a camera' : null,
  }));
  const starts = shows.map(evening);
  const { id: concertId, performances } = await db.concert.create({
    data: {
      state: 'PUBLISHED',
      texts: {
        title,
        venue: { ko: '작은 홀', en: 'The Small Hall' },
        description: { ko: '봄밤에 듣는 노래들.', en: 'Songs for a night in spring.' },
        notices: { ko: '음식물은 반입할 수 없어요.', en: 'No food or drinks, please.' },
      },
      opensAt: evening(opensInDays),
      capacity,
      orphanRule,
      ratePerMinute: 600_000,
      performances: {
        create: starts.map((startsAt) => ({
          startsAt,
          endsAt: new Date(startsAt.getTime() + 2 * 3_600_000),
          seats: { create: seats },
        })),
      },
    },
    select: { id: true, performances: { select: { id: true }, orderBy: { startsAt: 'asc' } } },
  });
  const [first, second] = performances.map(({ id }) => id);
  return {
    concertId,
    first: first ?? 0,
    second: second ?? 0,
    days: starts.map(dayOf),
    dayOff: dayOf(evening(45)),
  };
}

/** Creates a concert as aConcert does. Seat 04 is a companion seat of the wheelchair seat 03. */
export async function anAccessibleConcert(db: Db) {
  const concert = await aConcert(db);
  const at = (number: number) => ({
    performanceId_number: { performanceId: concert.first, number },
  });
  await db.seat.update({ where: at(3), data: { kind: 'WHEELCHAIR' } });
  await db.seat.update({ where: at(4), data: { kind: 'COMPANION', companionOf: 3 } });
  return concert;
}

/** Returns a user with access token, request headers and path parameters. */
export function personWith(userId: string, accessToken: string) {
  const signed = { Authorization: `Bearer ${accessToken}` };
  const key = (key: string) => ({ ...signed, 'Idempotency-Key': key });
  return { userId, parameters: { userId }, accessToken, signed, key };
}
export type Person = ReturnType<typeof personWith>;

/** Creates a user whose sign-up is not an example. */
export async function anotherPerson(db: Db): Promise<Person> {
  const userId = await aPerson(db);
  return personWith(userId, signAccessToken(userId, env().NEXTAUTH_SECRET));
}

/**
 * Joins a queue. Returns headers with the queue token, once alone and once with the access token.
 */
export async function placeIn(
  recorder: Recorder,
  { parameters, signed }: Person,
  concertId: number,
) {
  const { body } = await recorder.send('joinLine', {
    parameters,
    headers: signed,
    body: { concertId },
  });
  const { token } = body as { token: string };
  return turnOf(token, signed);
}
export const turnOf = (token: string, signed: Record<string, string>) => ({
  token,
  alone: { Authorization: `Bearer ${token}` },
  both: { ...signed, 'X-Queue-Token': token },
});

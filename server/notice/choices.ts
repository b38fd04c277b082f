import { concertExists } from '../catalog/catalog.ts';
import type { Language } from '../config/languages.schema.ts';
import type { Db } from '../database/db.ts';
import type { Tx } from '../database/transaction.ts';
import {
  type Choices,
  type ChoicesInput,
  choicesInput,
  defaultChoices,
  type FollowInput,
} from './choices.schema.ts';

/** Concerts that one person can follow. */
const followsMax = 500;

/** Returns the person's channels by stage. A stage that is newer than the choice has its default. */
export async function choicesOf(db: Db, userId: string): Promise<Choices> {
  const chosen = await db.noticeChoice.findUnique({ where: { userId } });
  if (chosen === null) return defaultChoices;
  return choicesInput.omit({ language: true }).parse({
    ...defaultChoices,
    ...(chosen.channels as object),
  });
}

/** Stores the person's channels by stage, for all devices. */
export async function setChoices(
  db: Db,
  userId: string,
  { language, ...channels }: ChoicesInput,
): Promise<Choices> {
  await db.noticeChoice.upsert({
    where: { userId },
    create: { userId, channels },
    update: { channels },
    select: { userId: true },
  });
  await rememberLanguage(db, userId, language);
  return channels;
}

/** Stores the language of the person's later messages. */
export async function rememberLanguage(
  db: Db,
  userId: string,
  language: Language | undefined,
): Promise<void> {
  if (language !== undefined)
    await db.user.updateMany({ where: { id: userId }, data: { language } });
}

/** Follows a concert, or ends it. Neither needs the other first. Refusal: NOT_FOUND. */
export async function follow(
  db: Db,
  userId: string,
  { concertId, on, language }: FollowInput,
): Promise<{ on: boolean }> {
  await concertExists(db, concertId);
  if (on) await db.follow.createMany({ data: [{ userId, concertId }], skipDuplicates: true });
  else await db.follow.deleteMany({ where: { userId, concertId } });
  await rememberLanguage(db, userId, language);
  return { on };
}

/** Returns the followed concerts, the latest first. */
export async function following(db: Db, userId: string): Promise<number[]> {
  const found = await db.follow.findMany({
    where: { userId },
    orderBy: [{ followedAt: 'desc' }, { concertId: 'desc' }],
    take: followsMax,
    select: { concertId: true },
  });
  return found.map(({ concertId }) => concertId);
}

/** Removes a user's choices, followed concerts, browsers and messages with the account. */
export async function eraseNotices(tx: Tx, userId: string): Promise<void> {
  const where = { userId };
  await tx.pushSubscription.deleteMany({ where });
  await tx.noticeEvent.deleteMany({ where });
  await tx.noticeChoice.deleteMany({ where });
  await tx.follow.deleteMany({ where });
}

import type { Db } from '../database/db.ts';
import { loadSql } from '../database/load-sql.ts';
import { rows } from '../database/transaction.ts';
import { constraintOf } from '../errors/driver-errors.ts';
import { refuse } from '../errors/refusal.ts';
import type { StaffRole } from '../generated/prisma/enums.ts';
import { acceptedVersions } from '../terms/terms.ts';
import type { SignInInput, SignUpInput } from './account.schema.ts';
import { emailAddress } from './email.schema.ts';
import { nameFrom } from './name.schema.ts';
import { hashPassword, isOutdated, passwordMatches } from './password.ts';

export { requestReset, resetPassword, sendVerification, verifyEmail } from './links.ts';
export { changeEmail, changePassword } from './change.ts';
export type { MailClient } from './limit-mails.ts';
export { prove, sendCode } from './proof.ts';
export {
  type Current,
  eraseOldSignIns,
  recordSeen,
  recordSignIn,
  revoke,
  type SessionItem,
  sessionsOf,
} from './sign-ins.ts';
export { hashPassword };

const profileSql = loadSql(import.meta.url, './sql/profile.sql');

/**
 * Creates a user; a database trigger adds an empty wallet. Stores the accepted terms with the user.
 * Refusals: EMAIL_TAKEN, TERMS for versions that are not current.
 */
export async function signUp(
  db: Db,
  { email, password, name, ...terms }: SignUpInput,
): Promise<{ userId: string }> {
  const accepted = acceptedVersions(terms);
  const passwordHash = await hashPassword(password);
  try {
    const { id } = await db.user.create({
      data: {
        email,
        name,
        passwordHash,
        ...(accepted && { termsAcceptances: { create: accepted } }),
      },
      select: { id: true },
    });
    return { userId: id };
  } catch (error) {
    if (constraintOf(error) === 'users_email_key') refuse('EMAIL_TAKEN');
    throw error;
  }
}

/** A user who signs in, and the version of the credentials that the sign-in creates. */
export interface SignedIn {
  userId: string;
  version: number;
}

/**
 * Returns null if the address or the password is wrong. An unknown address takes as long as a wrong
 * password, so that the time does not reveal existing accounts.
 */
export async function checkPassword(
  db: Db,
  { email, password }: SignInInput,
): Promise<SignedIn | null> {
  const user = await db.user.findUnique({
    where: { email },
    select: { id: true, passwordHash: true, credentialVersion: true },
  });
  const matches = await passwordMatches(password, user?.passwordHash ?? null);
  if (user === null || !matches) return null;
  if (isOutdated(user.passwordHash))
    await db.user.update({
      where: { id: user.id },
      data: { passwordHash: await hashPassword(password) },
      select: { id: true },
    });
  return { userId: user.id, version: user.credentialVersion };
}

export interface ProviderProfile {
  provider: string;
  subject: string;
  email: string | null;
  emailVerified: boolean;
  name: string;
}

/**
 * Returns the user of a sign-in at Kakao, Google or Naver. The first sign-in creates the user. If
 * the provider has verified no address, the user gets an undeliverable address. Refusal:
 * EMAIL_TAKEN if an account already has the address. A provider sign-in never links to an existing
 * account, because the account may belong to another person.
 */
export async function userOfProvider(db: Db, profile: ProviderProfile): Promise<SignedIn> {
  const { provider, subject, name } = profile;
  const known = async (): Promise<SignedIn | null> => {
    const identity = await db.identity.findUnique({
      where: { provider_subject: { provider, subject } },
      select: { userId: true, user: { select: { credentialVersion: true } } },
    });
    return identity && { userId: identity.userId, version: identity.user.credentialVersion };
  };
  const before = await known();
  if (before !== null) return before;
  const verified = emailAddress.safeParse(profile.emailVerified ? profile.email : null);
  const email =
    verified.data ?? `${provider}-${encodeURIComponent(subject)}@users.invalid`.toLowerCase();
  try {
    const { id } = await db.user.create({
      data: {
        email,
        name: nameFrom(name) ?? provider,
        identities: { create: { provider, subject } },
      },
      select: { id: true },
    });
    if (verified.success)
      await db.$executeRaw`UPDATE users SET email_verified_at = created_at WHERE id = ${id}::uuid`;
    return { userId: id, version: 0 };
  } catch (error) {
    // A concurrent first sign-in with the same identity may already have created the user.
    const constraint = constraintOf(error);
    if (constraint === 'users_email_key' || constraint === 'identities_pkey')
      return (await known()) ?? refuse('EMAIL_TAKEN');
    throw error;
  }
}

export interface Profile {
  userId: string;
  name: string;
  email: string;
  emailVerified: boolean;
  /** False for a user who has only signed in at a provider. */
  hasPassword: boolean;
  /** The user's staff roles, at any concert. */
  roles: StaffRole[];
  /** Ids of the concerts at which the user holds unpaid seats, oldest hold first. */
  holdsAt: number[];
}

/** Returns null for an unknown user. */
export async function profileOf(db: Db, userId: string): Promise<Profile | null> {
  const [profile] = await rows<Omit<Profile, 'userId'>>(db, profileSql, userId);
  return profile === undefined ? null : { userId, ...profile };
}

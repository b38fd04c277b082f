import { LRUCache } from 'lru-cache';
import { env } from '../config/env.ts';
import type { Db } from '../database/db.ts';
import { refuse } from '../errors/refusal.ts';
import type { AcceptTermsInput } from './terms.schema.ts';

/** Current versions. One setting is the version of both texts, which change together. */
export interface Versions {
  terms: string;
  privacy: string;
}

/** Row of an acceptance, without its user. */
export type AcceptedVersions = Versions & { over14: true };

const acceptedMax = 100_000;
/** Users known to have accepted, with the version. No row ever goes, so no entry becomes wrong. */
const known = new LRUCache<string, string>({ max: acceptedMax });

/** Returns the versions that users must accept; null if the installation does not ask. */
export function currentVersions(): Versions | null {
  const { TERMS_VERSION: version } = env();
  return version === undefined ? null : { terms: version, privacy: version };
}

/**
 * Returns the versions to store, or null if there is nothing to store: the installation does not
 * ask, or the user has accepted only a part. Refusal: TERMS for versions that are not current.
 */
export function acceptedVersions({
  terms,
  privacy,
  over14,
}: Partial<AcceptTermsInput>): AcceptedVersions | null {
  const versions = currentVersions();
  if (versions === null || !terms || !privacy || !over14) return null;
  if (terms.version !== versions.terms || privacy.version !== versions.privacy)
    refuse('TERMS', { versions });
  return { ...versions, over14 };
}

/** Stores a user's acceptance; a repeated one changes nothing. Refusal: TERMS. */
export async function acceptTerms(db: Db, userId: string, input: AcceptTermsInput): Promise<void> {
  const accepted = acceptedVersions(input);
  if (accepted === null) return;
  await db.termsAcceptance.createMany({ data: [{ userId, ...accepted }], skipDuplicates: true });
}

/** Refusal: TERMS, if the user has not accepted the current versions. */
export async function requireTerms(db: Db, userId: string): Promise<void> {
  const versions = currentVersions();
  if (versions === null || known.get(userId) === versions.terms) return;
  const accepted = await db.termsAcceptance.count({ where: { userId, ...versions } });
  if (accepted === 0) refuse('TERMS', { versions });
  known.set(userId, versions.terms);
}

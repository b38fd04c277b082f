import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { env, siteUrl } from '../config/env.ts';
import { type Language, pathIn } from '../config/languages.schema.ts';
import type { MailKind } from '../generated/prisma/enums.ts';

/** Kinds of mails with a link: the page that the link opens, and the seconds until it expires. */
export const links = {
  VERIFY_EMAIL: { page: '/verify', seconds: 86_400 },
  RESET_PASSWORD: { page: '/reset', seconds: 1_200 },
} as const satisfies Partial<Record<MailKind, { page: string; seconds: number }>>;
export type LinkKind = keyof typeof links;

export const hasLink = (kind: MailKind): kind is LinkKind => kind in links;

/** The key has its own purpose, so that no other signature is a valid link. */
const key = (): Buffer =>
  Buffer.from(hkdfSync('sha256', env().NEXTAUTH_SECRET, '', 'jari mail link', 32));

const proofOf = (kind: LinkKind, id: string): Buffer =>
  createHmac('sha256', key()).update(`${kind} ${id}`).digest();

/**
 * Derives the token of a mail's link. No table has the token, and a repeated attempt sends the same
 * one.
 */
export const tokenOf = (kind: LinkKind, id: string): string =>
  `${id}.${proofOf(kind, id).toString('base64url')}`;

/** Returns the id of the mail of this kind whose token this is, else null. */
export function mailOfToken(kind: LinkKind, token: string): string | null {
  const [id = '', proof = ''] = token.split('.');
  if (!z.uuid().safeParse(id).success) return null;
  const given = Buffer.from(proof, 'base64url');
  const due = proofOf(kind, id);
  return given.length === due.length && timingSafeEqual(given, due) ? id : null;
}

/** Returns the address that the mail's button opens, on the public site. */
export const linkOf = (kind: LinkKind, id: string, language: Language): string =>
  `${siteUrl()}${pathIn(language, links[kind].page)}?token=${tokenOf(kind, id)}`;

import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { env, siteUrl } from '../config/env.ts';
import { type Language, pathIn } from '../config/languages.schema.ts';
import type { MailKind } from '../generated/prisma/enums.ts';

/** Kinds of mails with a link: the page that the link opens, and the seconds until it expires. */
export const links = {
  VERIFY_EMAIL: { page: '/verify', seconds: 86_400 },
  RESET_PASSWORD: { page: '/reset', seconds: 1_200 },
  CHANGE_EMAIL: { page: '/verify', seconds: 86_400 },
} as const satisfies Partial<Record<MailKind, { page: string; seconds: number }>>;
export type LinkKind = keyof typeof links;

export const hasLink = (kind: MailKind): kind is LinkKind => kind in links;

/** Pages that the buttons of mails without a token open. */
const pages: Partial<Record<MailKind, string>> = {
  EMAIL_CHANGE_ASKED: '/account',
  NEW_DEVICE: '/account',
};
/** Seconds until a mailed code expires. */
export const codeSeconds = 600;
const codeDigits = 6;

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
const linkOf = (kind: LinkKind, id: string, language: Language): string =>
  `${siteUrl()}${pathIn(language, links[kind].page)}?token=${tokenOf(kind, id)}`;

/** Returns the address that the button of any mail opens; null for a mail without a button. */
export function buttonOf(kind: MailKind, id: string, language: Language): string | null {
  if (hasLink(kind)) return linkOf(kind, id, language);
  const page = pages[kind];
  return page === undefined ? null : `${siteUrl()}${pathIn(language, page)}`;
}

/** Derives the six digits of a mail's code, which no table has. */
export function codeOf(id: string): string {
  const digest = createHmac('sha256', key()).update(`CODE ${id}`).digest();
  const number = digest.readUIntBE(0, 6) % 10 ** codeDigits;
  return String(number).padStart(codeDigits, '0');
}

/** Returns true if the code is that of the mail. */
export const isCodeOf = (id: string, code: string): boolean =>
  code.length === codeDigits && timingSafeEqual(Buffer.from(code), Buffer.from(codeOf(id)));

import type { ServerResponse } from 'node:http';
import { env, siteUrl } from '../config/env.ts';
import { languages, languageTags } from '../config/languages.schema.ts';
import { refuse } from '../errors/refusal.ts';

/** RFC 9116 recommends an end within a year, so that no reader trusts an abandoned contact. */
const validMs = 180 * 86_400_000;
const dayMs = 86_400_000;

/**
 * Returns the file with the contacts for reports of vulnerabilities (RFC 9116). Its end changes
 * once a day, so that all instances send the same file. `now` is in ms.
 */
export function securityTxt(contacts: string, site: string, now: number): string {
  const expires = new Date(Math.floor(now / dayMs) * dayMs + validMs).toISOString();
  return [
    ...contacts.split(',').map((contact) => `Contact: ${contact.trim()}`),
    `Expires: ${expires}`,
    `Preferred-Languages: ${languages.map((language) => languageTags[language]).join(', ')}`,
    // A reader must ignore a file from another address, and the address must use https.
    ...(site.startsWith('https:') ? [`Canonical: ${site}/.well-known/security.txt`] : []),
    '',
  ].join('\n');
}

/** Sends the file. Refusal: NOT_FOUND without SECURITY_CONTACT, because Contact is required. */
export function sendSecurityTxt(res: ServerResponse): void {
  const contacts = env().SECURITY_CONTACT ?? refuse('NOT_FOUND');
  res
    .writeHead(200, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'public, max-age=3600',
    })
    .end(securityTxt(contacts, siteUrl(), Date.now()));
}

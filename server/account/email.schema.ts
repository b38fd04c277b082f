import { z } from 'zod';
import { characters } from '../schema/ids.schema.ts';

// RFC 5321, section 4.1.2: a local part of atoms and dots, at most 64 octets (4.5.3.1.1). It
// discourages quoted local parts ("a b"@…); they are refused here. So are RFC 6531's non-ASCII
// local parts, which need mail servers with SMTPUTF8.
const dotAtom = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
// RFC 1035: labels of at most 63 octets, without a hyphen at either end. The last label is a name,
// so no IP address matches.
const domainName =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$/;
const localOctetsMax = 64;
/** RFC 5321, section 4.5.3.1.3: a path of 256 octets, less its angle brackets. */
const octetsMax = 254;

/** Local part and domain; the domain is empty without an `@`. */
function partsOf(address: string): { local: string; domain: string } {
  const at = address.lastIndexOf('@');
  return at === -1
    ? { local: address, domain: '' }
    : { local: address.slice(0, at), domain: address.slice(at + 1) };
}

/** The ASCII form of an internationalised domain; the input itself if it has none. */
function asciiDomain(domain: string): string {
  // The URL parser would also accept escapes, a port or an address in brackets.
  if (!/\P{ASCII}/u.test(domain) || /[^A-Za-z0-9.\-\P{ASCII}]/u.test(domain)) return domain;
  const url = `http://${domain}/`;
  return URL.canParse(url) ? new URL(url).hostname : domain;
}

/** The one spelling of a mailbox: lower case, the domain in ASCII. */
function canonical(typed: string): string {
  const { local, domain } = partsOf(typed.trim());
  // Some non-ASCII letters, such as the Kelvin sign, have an ASCII lower case: they must not become
  // another address.
  if (domain === '' || /\P{ASCII}/u.test(local)) return typed.trim();
  return `${local}@${asciiDomain(domain)}`.toLowerCase();
}

function isMailbox(address: string): boolean {
  const { local, domain } = partsOf(address);
  const isShort = address.length <= octetsMax && local.length <= localOctetsMax;
  return isShort && dotAtom.test(local) && domainName.test(domain);
}

const address = characters(1, octetsMax).overwrite(canonical);

/** A deliverable e-mail address, in the one spelling that identifies its account. */
export const emailAddress = address.refine(isMailbox, { error: 'must be an e-mail address' });

/** The same for signing in, where addresses that satisfied an earlier rule remain valid. */
export const knownEmailAddress = address.refine(
  (value) => isMailbox(value) || z.email().safeParse(value).success,
  {
    error: 'must be an e-mail address',
  },
);

import { z } from 'zod';
import { characters } from '../schema/ids.schema.ts';

// RFC 5321, section 4.1.2: a local part of atoms and dots, at most 64 octets (4.5.3.1.1). A quoted local part ("a b"@…) is
// allowed there and discouraged; nobody signs up with one. RFC 6531's non-ASCII local parts need mail servers that speak SMTPUTF8.
const dotAtom = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
// RFC 1035: labels of at most 63 octets that neither begin nor end with a hyphen; the last one is a name, never an IP address's.
const domainName =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$/;
const localOctetsMax = 64;
/** A path of 256 octets (RFC 5321, section 4.5.3.1.3) without its angle brackets. */
const octetsMax = 254;

/** Local part and domain; the domain's own text is empty where there is no `@`. */
function partsOf(address: string): { local: string; domain: string } {
  const at = address.lastIndexOf('@');
  return at === -1
    ? { local: address, domain: '' }
    : { local: address.slice(0, at), domain: address.slice(at + 1) };
}

/** A domain in ASCII, which is the one spelling of an internationalised one; as it is where it has none. */
function asciiDomain(domain: string): string {
  // The URL parser would take more than a domain: escapes, a port, an address in brackets.
  if (!/\P{ASCII}/u.test(domain) || /[^A-Za-z0-9.\-\P{ASCII}]/u.test(domain)) return domain;
  const url = `http://${domain}/`;
  return URL.canParse(url) ? new URL(url).hostname : domain;
}

/** One spelling for each mailbox: lower case, the domain in ASCII. */
function canonical(typed: string): string {
  const { local, domain } = partsOf(typed.trim());
  // Unicode has letters beyond ASCII whose lower case is within it (the Kelvin sign): they are no spelling of it.
  if (domain === '' || /\P{ASCII}/u.test(local)) return typed.trim();
  return `${local}@${asciiDomain(domain)}`.toLowerCase();
}

function isMailbox(address: string): boolean {
  const { local, domain } = partsOf(address);
  const isShort = address.length <= octetsMax && local.length <= localOctetsMax;
  return isShort && dotAtom.test(local) && domainName.test(domain);
}

const address = characters(1, octetsMax).overwrite(canonical);

/** An e-mail address that a letter could reach, in the one spelling that identifies its account. */
export const emailAddress = address.refine(isMailbox, { error: 'must be an e-mail address' });

/** The same for signing in, where addresses that an earlier rule let sign up still count. */
export const knownEmailAddress = address.refine(
  (value) => isMailbox(value) || z.email().safeParse(value).success,
  {
    error: 'must be an e-mail address',
  },
);

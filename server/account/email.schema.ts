import { z } from 'zod';
import { characters } from '../schema/ids.schema.ts';

// RFC 5321, section 4.1.2: a local part consists of atoms, separated by dots. The pattern refuses
// quoted local parts ("a b"@…), which the RFC discourages. The pattern refuses RFC 6531's non-ASCII
// local parts, which need mail servers with SMTPUTF8.
const dotAtom = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
// RFC 1035: a label has at most 63 octets and no hyphen at either end. The last label is alphabetic
// or starts with xn--, so that no IP address matches.
const domainName =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])$/;
const localOctetsMax = 64;
/** RFC 5321, section 4.5.3.1.3: a path has at most 256 octets, including two angle brackets. */
const octetsMax = 254;

/** An address without `@` has an empty domain. */
function partsOf(address: string): { local: string; domain: string } {
  const at = address.lastIndexOf('@');
  return at === -1
    ? { local: address, domain: '' }
    : { local: address.slice(0, at), domain: address.slice(at + 1) };
}

/** Returns the ASCII form of an internationalised domain. Returns any other domain unchanged. */
function asciiDomain(domain: string): string {
  // Domains with escapes, ports or brackets stay unchanged, because the URL parser accepts such
  // invalid domains.
  if (!/\P{ASCII}/u.test(domain) || /[^A-Za-z0-9.\-\P{ASCII}]/u.test(domain)) return domain;
  const url = `http://${domain}/`;
  return URL.canParse(url) ? new URL(url).hostname : domain;
}

/** Returns the canonical spelling of a mailbox: lower case, with an ASCII domain. */
function canonical(typed: string): string {
  const { local, domain } = partsOf(typed.trim());
  // Non-ASCII local parts stay unchanged, because the lower case of the Kelvin sign is the ASCII
  // letter k.
  if (domain === '' || /\P{ASCII}/u.test(local)) return typed.trim();
  return `${local}@${asciiDomain(domain)}`.toLowerCase();
}

function isMailbox(address: string): boolean {
  const { local, domain } = partsOf(address);
  const isShort = address.length <= octetsMax && local.length <= localOctetsMax;
  return isShort && dotAtom.test(local) && domainName.test(domain);
}

const address = characters(1, octetsMax).overwrite(canonical);

/** A deliverable e-mail address in canonical spelling, which identifies the account. */
export const emailAddress = address.refine(isMailbox, { error: 'must be an e-mail address' });

/** Address for sign-in; accepts addresses from before the current rule. */
export const knownEmailAddress = address.refine(
  (value) => isMailbox(value) || z.email().safeParse(value).success,
  {
    error: 'must be an e-mail address',
  },
);

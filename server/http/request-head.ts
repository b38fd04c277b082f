import type { IncomingMessage } from 'node:http';
import { Refusal } from '../errors/refusal.ts';

/**
 * Maximum total bytes of all Cookie values. The limit is high, because other applications on the
 * host can set many cookies.
 */
export const cookieBytesMax = 32 * 1024;
/** Maximum total bytes of the request target and all headers except Cookie. */
const otherBytesMax = 16 * 1024;
/** Head size limit of Node's parser, in bytes. The parser runs before problemOfHead. */
export const headBytesMax = cookieBytesMax + otherBytesMax;

// Matches a host of RFC 3986: a registered name, an IPv4 address or a bracketed IP literal, with an
// optional port.
const hostForm =
  /^(?:(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?$/;

/**
 * Refuses heads that Node's parser accepts although RFC 9112 forbids them. Returns null for a valid
 * head. TOO_LARGE: an oversized head. BAD_INPUT: a repeated or invalid Host, a missing Host in
 * HTTP/1.1, a repeated transfer coding, any transfer coding in HTTP/1.0. NOT_IMPLEMENTED: a
 * transfer coding other than chunked.
 */
export function problemOfHead({
  rawHeaders,
  headers,
  httpVersion,
  url = '',
}: IncomingMessage): Refusal | null {
  let otherBytes = url.length;
  let cookieBytes = 0;
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    const valueBytes = rawHeaders[at + 1]?.length ?? 0;
    if (isName(name, 'cookie')) cookieBytes += valueBytes;
    else otherBytes += name.length + valueBytes;
    if (isName(name, 'host')) hosts += 1;
  }
  if (otherBytes > otherBytesMax || cookieBytes > cookieBytesMax)
    return new Refusal('TOO_LARGE', {});
  const isHostMissing = hosts === 0 && httpVersion === '1.0';
  if (!isHostMissing && (hosts !== 1 || !hostForm.test(headers.host ?? '')))
    return badHeader('Host', 'exactly one valid host');
  const coding = headers['transfer-encoding'];
  if (coding === undefined) return null;
  const codings = coding.split(',').map((each) => each.trim().toLowerCase());
  if (codings.some((each) => each !== 'chunked')) return new Refusal('NOT_IMPLEMENTED', {});
  return codings.length > 1 || httpVersion === '1.0'
    ? badHeader('Transfer-Encoding', 'chunked once, and HTTP/1.1')
    : null;
}

/** Compares lengths first for speed, because each request compares all header names. */
const isName = (name: string, lowerCase: string): boolean =>
  name.length === lowerCase.length && name.toLowerCase() === lowerCase;

function badHeader(path: string, expected: string): Refusal {
  return new Refusal('BAD_INPUT', { issues: [{ path, message: `expected ${expected}` }] });
}

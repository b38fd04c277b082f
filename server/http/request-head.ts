import type { IncomingMessage } from 'node:http';
import { Refusal } from '../errors/refusal.ts';

/**
 * Maximum bytes of all Cookie headers. The bound is high, because other applications on the host
 * can set many cookies.
 */
export const cookieBytesMax = 32 * 1024;
/** Maximum bytes of the request target and of all headers except Cookie. */
const otherBytesMax = 16 * 1024;
/** Maximum bytes of a head in Node's parser, which runs before refuseHead. */
export const headBytesMax = cookieBytesMax + otherBytesMax;

// Matches a host of RFC 3986: a registered name, an IPv4 address or a bracketed IP literal, with an
// optional port.
const hostForm =
  /^(?:(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?$/;

/**
 * Refuses oversized heads (TOO_LARGE), and heads that Node accepts but RFC 9112 forbids. Refuses a
 * repeated or invalid Host, and a missing Host in HTTP/1.1 (BAD_INPUT). Refuses a transfer coding
 * other than chunked (NOT_IMPLEMENTED). Refuses a repeated transfer coding, and any transfer coding
 * in HTTP/1.0 (BAD_INPUT).
 */
export function refuseHead({ rawHeaders, headers, httpVersion, url = '' }: IncomingMessage): void {
  let otherBytes = url.length;
  let cookieBytes = 0;
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = '', value = ''] = [rawHeaders[at], rawHeaders[at + 1]];
    if (/^cookie$/i.test(name)) cookieBytes += value.length;
    else otherBytes += name.length + value.length;
    if (/^host$/i.test(name)) hosts += 1;
  }
  if (otherBytes > otherBytesMax || cookieBytes > cookieBytesMax)
    throw new Refusal('TOO_LARGE', {});
  const isHostMissing = hosts === 0 && httpVersion === '1.0';
  if (!isHostMissing && (hosts !== 1 || !hostForm.test(headers.host ?? '')))
    refuseHeader('Host', 'exactly one valid host');
  const codings =
    headers['transfer-encoding']?.split(',').map((coding) => coding.trim().toLowerCase()) ?? [];
  if (codings.some((coding) => coding !== 'chunked')) throw new Refusal('NOT_IMPLEMENTED', {});
  if (codings.length > 1 || (codings.length > 0 && httpVersion === '1.0'))
    refuseHeader('Transfer-Encoding', 'chunked once, and HTTP/1.1');
}

function refuseHeader(path: string, expected: string): never {
  throw new Refusal('BAD_INPUT', { issues: [{ path, message: `expected ${expected}` }] });
}

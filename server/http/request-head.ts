import type { IncomingMessage } from 'node:http';
import { Refusal } from '../errors/refusal.ts';

/**
 * Maximum size of all Cookie headers, high because other applications on the host can set many
 * cookies.
 */
export const cookieBytesMax = 32 * 1024;
/** Maximum size of the request target and all headers except Cookie. */
const otherBytesMax = 16 * 1024;
/** Maximum size for Node's parser, which checks a head before refuseHead does. */
export const headBytesMax = cookieBytesMax + otherBytesMax;

// Form of a host by RFC 3986: a registered name, an IPv4 address or a bracketed IP literal, with an
// optional port.
const hostForm =
  /^(?:(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?$/;

/**
 * Refuses a head that is too large, or that Node accepts but RFC 9112 forbids. Refusals: TOO_LARGE;
 * NOT_IMPLEMENTED for a transfer coding other than chunked; BAD_INPUT for a faulty Host or
 * Transfer-Encoding. A fault is a repeated or invalid Host, a missing Host in HTTP/1.1, a repeated
 * transfer coding, or a transfer coding in HTTP/1.0.
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

import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

const policyHeader = 'content-security-policy';
const twoYearsSeconds = 63_072_000;

// What no page of ours has a use for, for them and for whatever they might come to hold.
const refusedPowers = [
  'camera',
  'microphone',
  'geolocation',
  'payment',
  'usb',
  'serial',
  'bluetooth',
  'midi',
  'display-capture',
]
  .map((power) => `${power}=()`)
  .join(', ');

/** What tells a browser how little it may do with our answers. `secure`: the site is served over https. */
export interface SecurityHeaders {
  /** What `cover` puts on an answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Covers any answer, as one that is read by programs: nothing in it may be run, loaded or framed. */
  apply(res: ServerResponse): void;
  /** Covers a page: it runs what carries this answer's nonce. Returns the headers that tell the nonce to the process that renders. */
  applyToPage(res: ServerResponse): Record<string, string>;
  /** Covers a page that was rendered before, and gives the nonce that it must carry in this answer. */
  applyToTemplate(res: ServerResponse): string;
}

export function createSecurityHeaders(site: {
  secure: boolean;
  development: boolean;
}): SecurityHeaders {
  const headers = constantHeaders(site.secure);
  const entries = Object.entries(headers);
  const seal = (res: ServerResponse): { nonce: string; policy: string } => {
    const nonce = randomBytes(16).toString('base64');
    const policy = pagePolicy(nonce, site);
    res.setHeader(policyHeader, policy);
    return { nonce, policy };
  };
  return {
    headers,
    apply: (res) => {
      for (const [name, value] of entries) res.setHeader(name, value);
    },
    applyToPage: (res) => ({ [policyHeader]: seal(res).policy }), // Next takes its nonce from here
    applyToTemplate: (res) => seal(res).nonce,
  };
}

/** The headers of every response. Legacy headers for obsolete browsers are left out. */
const constantHeaders = (secure: boolean): Record<string, string> => ({
  [policyHeader]: "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'same-origin',
  ...(secure && { 'strict-transport-security': `max-age=${String(twoYearsSeconds)}` }), // subdomains may be others'
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'permissions-policy': refusedPowers,
});

/**
 * Every script of a page has its answer's nonce. The one file that Next makes at build time, for when rendering
 * itself fails, has none: its words show, plain.
 */
function pagePolicy(
  nonce: string,
  { secure, development }: { secure: boolean; development: boolean },
): string {
  const own = `'self' 'nonce-${nonce}'`;
  const directives = [
    "default-src 'self'",
    // Not 'strict-dynamic': it lets in whatever script a script of ours can be led to make. Ours are all on this host.
    `script-src ${own}${development ? " 'unsafe-eval'" : ''}`,
    "script-src-attr 'none'",
    `style-src ${development ? "'self' 'unsafe-inline'" : own}`, // reloading puts in styles without a nonce
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws: wss:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(secure ? ['upgrade-insecure-requests'] : []),
  ];
  return directives.join('; ');
}

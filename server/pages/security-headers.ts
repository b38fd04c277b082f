import { randomBytes } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

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
  const protect = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    strictTransportSecurity: site.secure && { maxAge: twoYearsSeconds, includeSubDomains: false }, // its subdomains may be others'
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    // For browsers that are gone.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  // They are the same on every answer: made once, since making them costs as much as a poll.
  const headers = { ...headersBy(protect), 'permissions-policy': refusedPowers };
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

/** The headers that a middleware sets, whatever the request. */
function headersBy(middleware: ReturnType<typeof helmet>): Record<string, string> {
  const req = new IncomingMessage(new Socket());
  const res = new ServerResponse(req);
  middleware(req, res, (error) => {
    if (error instanceof Error) throw error;
  });
  return Object.fromEntries(
    Object.entries(res.getHeaders()).map(([name, value]) => [name, String(value)]),
  );
}

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

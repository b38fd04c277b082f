import { randomBytes } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

const policyHeader = 'content-security-policy';
const twoYearsSeconds = 63_072_000;

// Browser features that no page uses, denied to pages and to injected content.
const deniedFeatures = [
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
  .map((feature) => `${feature}=()`)
  .join(', ');

/** Sets the headers that limit what a browser may do with a response. */
export interface SecurityHeaders {
  /** The headers that `apply` sets. */
  readonly headers: Readonly<Record<string, string>>;
  /** For any response: nothing in it may be run, loaded or framed. */
  apply(req: IncomingMessage, res: ServerResponse): void;
  /**
   * For a page: only scripts with this response's nonce run. Returns the headers from which Next
   * takes the nonce.
   */
  applyToPage(res: ServerResponse): Record<string, string>;
  /** For a cached page. Returns the nonce of this response. */
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
    // subdomains may belong to other sites
    strictTransportSecurity: site.secure && { maxAge: twoYearsSeconds, includeSubDomains: false },
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    // For obsolete browsers.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  // Computed once, since computing them costs as much as a poll.
  const headers = { ...headersBy(protect), 'permissions-policy': deniedFeatures };
  const entries = Object.entries(headers);
  const setPagePolicy = (res: ServerResponse): { nonce: string; policy: string } => {
    const nonce = randomBytes(16).toString('base64');
    const policy = pagePolicy(nonce, site);
    res.setHeader(policyHeader, policy);
    return { nonce, policy };
  };
  return {
    headers,
    apply: (_, res) => {
      for (const [name, value] of entries) res.setHeader(name, value);
    },
    applyToPage: (res) => ({ [policyHeader]: setPagePolicy(res).policy }),
    applyToTemplate: (res) => setPagePolicy(res).nonce,
  };
}

/** The headers that a middleware sets on every response. */
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
 * Only scripts with the response's nonce run. Next's static error page, for failed renderings, has
 * no nonce: it shows its text without styles.
 */
function pagePolicy(
  nonce: string,
  { secure, development }: { secure: boolean; development: boolean },
): string {
  const own = `'self' 'nonce-${nonce}'`;
  const directives = [
    "default-src 'self'",
    // Without 'strict-dynamic', which would allow any script that a page's script is tricked into
    // adding. All scripts are on this host.
    `script-src ${own}${development ? " 'unsafe-eval'" : ''}`,
    "script-src-attr 'none'",
    // reloading adds styles without a nonce
    `style-src ${development ? "'self' 'unsafe-inline'" : own}`,
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

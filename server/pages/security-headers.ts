import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

const policyHeader = 'content-security-policy';
const twoYearsSeconds = 63_072_000;

// Browser features that Permissions-Policy denies to pages and injected content, because no page
// uses them. Only the pages of the door use the camera.
const deniedFeatures = [
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
const permissions = (camera: '()' | '(self)'): string => `camera=${camera}, ${deniedFeatures}`;

export interface SecurityHeaders {
  /** Headers of `apply`, for a caller that passes all headers to writeHead. */
  readonly headers: Readonly<Record<string, string>>;
  /** Forbids the browser to run, load or frame the content of a response. */
  apply(res: ServerResponse): void;
  /**
   * Sets a policy that allows inline scripts only with a new nonce. With `scansCodes`, the page may
   * also use the camera and run WebAssembly. Returns the nonce, and the header from which Next
   * takes it.
   */
  applyToPage(
    res: ServerResponse,
    page?: { scansCodes: boolean },
  ): { nonce: string; headers: Record<string, string> };
  /** Removes the headers that concern only documents, which are longer than some scripts. */
  applyToFile(res: ServerResponse): void;
  /** Sets the policy of a cached page, which allows these sources of scripts besides this site. */
  applyToCachedPage(res: ServerResponse, scripts: string[]): void;
}

export function createSecurityHeaders(site: {
  secure: boolean;
  development: boolean;
}): SecurityHeaders {
  const headers = constantHeaders(site.secure);
  const entries = Object.entries(headers);
  return {
    headers,
    apply: (res) => {
      for (const [name, value] of entries) res.setHeader(name, value);
    },
    applyToPage: (res, { scansCodes } = { scansCodes: false }) => {
      const nonce = randomBytes(16).toString('base64');
      const sources = [`'nonce-${nonce}'`];
      const policy = pagePolicy({ scripts: sources, styles: sources }, { ...site, scansCodes });
      if (scansCodes) res.setHeader('permissions-policy', permissions('(self)'));
      res.setHeader(policyHeader, policy);
      return { nonce, headers: { [policyHeader]: policy } };
    },
    applyToFile: (res) => {
      for (const name of documentHeaders) res.removeHeader(name);
    },
    applyToCachedPage: (res, scripts) => {
      const sources = { scripts, styles: [] };
      res.setHeader(policyHeader, pagePolicy(sources, { ...site, scansCodes: false }));
    },
  };
}

const documentHeaders = [
  'cross-origin-opener-policy',
  'origin-agent-cluster',
  'permissions-policy',
  'referrer-policy',
  'x-frame-options',
];

/** Omits legacy headers, which only obsolete browsers read. */
const constantHeaders = (secure: boolean): Record<string, string> => ({
  [policyHeader]: "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'same-origin',
  // Omits `includeSubDomains`, because a subdomain can belong to another site.
  ...(secure && { 'strict-transport-security': `max-age=${String(twoYearsSeconds)}` }),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'permissions-policy': permissions('()'),
});

/**
 * Returns a policy that allows inline scripts and styles only by the given sources. Browsers show
 * Next's static error page without its styles, because that page has no nonce.
 */
function pagePolicy(
  { scripts, styles }: { scripts: string[]; styles: string[] },
  {
    secure,
    development,
    scansCodes,
  }: { secure: boolean; development: boolean; scansCodes: boolean },
): string {
  const own = (sources: string[]) => ["'self'", ...sources].join(' ');
  const directives = [
    "default-src 'self'",
    // Omits 'strict-dynamic', because this host serves all scripts. With 'strict-dynamic', an
    // attacker could make a page's script load any script.
    `script-src ${own(scripts)}${development ? " 'unsafe-eval'" : ''}${scansCodes ? " 'wasm-unsafe-eval'" : ''}`,
    "script-src-attr 'none'",
    // Hot reloading adds styles without a nonce.
    `style-src ${development ? "'self' 'unsafe-inline'" : own(styles)}`,
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

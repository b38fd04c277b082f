import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';

const policyHeader = 'content-security-policy';
const twoYearsSeconds = 63_072_000;

// Browser features that no page uses, so that the policy denies them to pages and to injected
// content.
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
  /** The headers of `apply`, for a caller that writes the head itself. */
  readonly headers: Readonly<Record<string, string>>;
  /** Sets the headers of any response: the browser must not run, load or frame its content. */
  apply(res: ServerResponse): void;
  /**
   * Sets the headers of a page, whose scripts run only with this response's nonce. Returns the
   * header from which Next takes the nonce.
   */
  applyToPage(res: ServerResponse): Record<string, string>;
  /** Sets the headers of a cached page, and returns the nonce of the response. */
  applyToTemplate(res: ServerResponse): string;
}

export function createSecurityHeaders(site: {
  secure: boolean;
  development: boolean;
}): SecurityHeaders {
  const headers = constantHeaders(site.secure);
  const entries = Object.entries(headers);
  const setPagePolicy = (res: ServerResponse): { nonce: string; policy: string } => {
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
    applyToPage: (res) => ({ [policyHeader]: setPagePolicy(res).policy }),
    applyToTemplate: (res) => setPagePolicy(res).nonce,
  };
}

/** Returns the headers of every response, without legacy headers for obsolete browsers. */
const constantHeaders = (secure: boolean): Record<string, string> => ({
  [policyHeader]: "default-src 'none';frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'same-origin',
  // Omits `includeSubDomains`, because subdomains can belong to other sites.
  ...(secure && { 'strict-transport-security': `max-age=${String(twoYearsSeconds)}` }),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'permissions-policy': deniedFeatures,
});

/**
 * Returns a policy under which only scripts with the response's nonce run. Next's static error page
 * for failed renderings has no nonce, so the browser shows its text without styles.
 */
function pagePolicy(
  nonce: string,
  { secure, development }: { secure: boolean; development: boolean },
): string {
  const own = `'self' 'nonce-${nonce}'`;
  const directives = [
    "default-src 'self'",
    // Omits 'strict-dynamic', which would allow any script that an attacker tricks a page's script
    // into adding. This host serves all scripts.
    `script-src ${own}${development ? " 'unsafe-eval'" : ''}`,
    "script-src-attr 'none'",
    // Hot reloading adds styles without a nonce.
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

import { randomBytes } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Counter } from 'prom-client';
import { registry } from '../config/metrics-registry.ts';
import { type CachedPage, toCachedPage } from './cached-page.ts';
import { deferScripts } from './deferred-scripts.ts';
import { languageHeader, languageOf } from './language.ts';

/**
 * Header that makes Next render a page without user data, because the app server caches the page
 * for all users. The proxy drops `x-jari-for-anyone` from clients' requests.
 */
export const anonymousRenderHeader = 'x-jari-for-anyone';

const renderMsMax = 10_000;
const agent = new Agent({ keepAlive: true, maxFreeSockets: 8 });

const rendered = new Counter({
  name: 'jari_pages_rendered_total',
  help: 'Requests to the Next process, except for static files.',
  registers: [registry],
});

export function countRendered(): void {
  rendered.inc();
}

/**
 * Renders a page for the cache, without a session. `site` are the headers that name the site's
 * address. Returns null if Next answers 404.
 */
export async function renderAnonymously(
  socketPath: string,
  url: string,
  site: Record<string, string>,
): Promise<CachedPage | null> {
  const nonce = randomBytes(16).toString('hex');
  const response = await get(socketPath, url, {
    ...site,
    host: 'localhost',
    [languageHeader]: languageOf(url),
    'content-security-policy': `script-src 'nonce-${nonce}'`,
    [anonymousRenderHeader]: '1',
  });
  const html = await text(response);
  if (response.statusCode === 404) return null;
  if (response.statusCode !== 200)
    throw new Error(`a page could not be prerendered: ${String(response.statusCode)}`);
  return toCachedPage(
    { html: deferScripts(html, nonce), link: String(response.headers['link'] ?? '') },
    nonce,
  );
}

function get(
  socketPath: string,
  path: string,
  headers: Record<string, string>,
): Promise<IncomingMessage> {
  countRendered();
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(renderMsMax);
    request({ agent, socketPath, path, headers, signal }, resolve).once('error', reject).end();
  });
}

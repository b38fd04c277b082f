import { randomBytes } from 'node:crypto';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { Counter } from 'prom-client';
import { registry } from '../config/metrics-registry.ts';
import { type PageTemplate, createPageTemplate } from './page-template.ts';

/** Told to the process that renders, by us alone: the page will be given to whoever has signed in, so that nobody is looking yet. */
export const anonymousRenderHeader = 'x-jari-for-anyone';

const renderMsMax = 10_000;
const agent = new Agent({ keepAlive: true, maxFreeSockets: 8 });

const rendered = new Counter({
  name: 'jari_pages_rendered_total',
  help: 'Requests that were put to the process that renders, other than for its files.',
  registers: [registry],
});

/** Counts what has to be rendered. */
export function countRendered(): void {
  rendered.inc();
}

/** Has a page rendered that can be kept: with these cookies and nothing else of whoever asks. Null where there is no such page. */
export async function renderAnonymously(
  socketPath: string,
  path: string,
  cookie: string,
): Promise<PageTemplate | null> {
  const nonce = randomBytes(16).toString('hex');
  const answer = await get(socketPath, path, {
    host: 'localhost',
    cookie,
    'content-security-policy': `script-src 'nonce-${nonce}'`,
    [anonymousRenderHeader]: '1',
  });
  const html = await text(answer);
  if (answer.statusCode === 404) return null;
  if (answer.statusCode !== 200)
    throw new Error(`a page to be kept could not be rendered: ${String(answer.statusCode)}`);
  return createPageTemplate({ html, link: String(answer.headers['link'] ?? '') }, nonce);
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

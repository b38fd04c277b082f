import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import { log } from '../config/log.ts';
import { type Credentials, valueOf } from '../request/credentials.ts';
import { partsOf } from '../request/messages.ts';
import type { PageTemplate } from './page-template.ts';
import type { NextProcess } from './next-process.ts';
import { unavailable } from './next-proxy.ts';
import { renderAnonymously } from './prerender.ts';
import type { SecurityHeaders } from './security-headers.ts';

const address = /^\/concerts\/[1-9]\d{0,9}\/queue$/;
// Cookies of the user's choices, the only cookies that change a page's rendering. Korean is the
// default language and needs no cookie.
const choices = ['jari-locale=en', 'jari-theme=light', 'jari-theme=dark'];

const freshMs = 5_000;
// For up to 5 s after `freshMs`, a visit gets the previous page while Next renders a new page.
const behindMsMax = 5_000;
const withoutRenderingMsMax = 600_000;
const variantsMax = 500;

interface Variant {
  /** Null if the concert does not exist. */
  page: PageTemplate | null;
  renderedAt: number;
}

/**
 * Serves the waiting room from memory, because thousands of users open it in the same second. Next
 * renders each variant without user data, at most once every 5 s. A variant is one path with one
 * set of the user's choices. Only signed-in users get the page.
 */
export function createWaitingRoom(
  next: Pick<NextProcess, 'ready' | 'socketPath' | 'development'>,
  securityHeaders: Pick<SecurityHeaders, 'applyToTemplate'>,
  clock: Pick<Performance, 'now'> = performance,
) {
  const render = async (path: string, cookie: string): Promise<Variant> => {
    if (!next.ready) throw new Error('the Next process is unavailable');
    return {
      page: await renderAnonymously(next.socketPath, path, cookie),
      renderedAt: clock.now(),
    };
  };
  const variants = new LRUCache<string, Variant, { path: string; cookie: string }>({
    max: variantsMax,
    ttl: freshMs,
    perf: clock,
    // Reads the clock at each access, because a busy process keeps a cached time too long.
    ttlResolution: 0,
    ignoreFetchAbort: true, // an eviction must not abort a rendering for which requests wait
    fetchMethod: async (_, before, { context: { path, cookie } }) => {
      try {
        return await render(path, cookie);
      } catch (error) {
        // Serves the previous page for up to 10 minutes, because an outage of the Next process must
        // not close the waiting room.
        const isUsable =
          before !== undefined && clock.now() - before.renderedAt <= withoutRenderingMsMax;
        log.warn(
          { err: error, path },
          `the waiting room could not be rendered: ${isUsable ? 'the previous page is served' : 'no page is served'}`,
        );
        return isUsable ? before : undefined;
      }
    },
  });
  /**
   * Returns undefined if no page is available. Runs at most one rendering per variant at a time.
   */
  const variantFor = async (path: string, cookie: string): Promise<Variant | undefined> => {
    const key = `${path} ${cookie}`;
    const allowStale = variants.getRemainingTTL(key) > -behindMsMax;
    const variant = await variants.fetch(key, { context: { path, cookie }, allowStale });
    // Forgets an unknown concert, because its entry could evict a page.
    if (variant?.page === null) variants.delete(key);
    return variant;
  };

  return {
    /**
     * Returns false if Next must answer: for a path other than a waiting room, and for an unknown
     * concert. Redirects a request without a session to the sign-in page, without rendering.
     */
    async answer(
      req: IncomingMessage,
      res: ServerResponse,
      credentials: Credentials,
    ): Promise<boolean> {
      const { path, query } = partsOf(req.url ?? '');
      if (
        !address.test(path) ||
        (req.method !== 'GET' && req.method !== 'HEAD') ||
        next.development
      )
        return false;
      res.setHeader('cache-control', 'private, no-store');
      if (isTransition(req)) {
        res.writeHead(204).end();
        return true;
      }
      const { cookie = '' } = req.headers;
      if (valueOf(await credentials.session()) === undefined) {
        securityHeaders.applyToTemplate(res);
        const returnTo = encodeURIComponent(withDate(path, query.get('date') ?? ''));
        res.writeHead(307, { location: `/sign-in?returnTo=${returnTo}` }).end();
        return true;
      }
      const variant = await variantFor(path, choicesIn(cookie));
      if (variant?.page === null) return false;
      const nonce = securityHeaders.applyToTemplate(res);
      if (variant === undefined) unavailable(res, 503);
      else sendPage(req, res, variant.page, nonce);
      return true;
    },
  };
}

/** Keeps the chosen date for the time after sign-in, and no other parameter. */
const withDate = (path: string, date: string): string =>
  /^[1-9]\d{0,9}$/.test(date) ? `${path}?date=${date}` : path;

/**
 * Returns true if Next's router requests only the difference from the current page. Next would
 * render that difference for each user. An empty 204 makes the router load the whole document
 * instead.
 */
const isTransition = ({ url = '', headers }: IncomingMessage): boolean =>
  headers['rsc'] !== undefined || partsOf(url).query.has('_rsc');

/** Drops all cookies except the user's choices, so that the cache has few variants. */
function choicesIn(cookie: string): string {
  const pairs = cookie.split(/;\s*/);
  return choices.filter((choice) => pairs.includes(choice)).join('; ');
}

function sendPage(
  { headers }: IncomingMessage,
  res: ServerResponse,
  page: PageTemplate,
  nonce: string,
): void {
  const isCompressed = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(
    headers['accept-encoding'] ?? '',
  );
  const body = isCompressed ? page.gzip(nonce) : page.plain(nonce);
  const link = page.link(nonce);
  res.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    vary: 'Accept-Encoding',
    ...(isCompressed && { 'content-encoding': 'gzip' }),
    ...(link !== '' && { link }),
  });
  res.end(body);
}

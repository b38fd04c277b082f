import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import { type Language, pathIn, splitLanguage } from '../config/languages.schema.ts';
import { log } from '../config/log.ts';
import { type Credentials, valueOf } from '../request/credentials.ts';
import { codingFor } from '../request/content-coding.ts';
import { partsOf } from '../request/messages.ts';
import type { CachedPage } from './cached-page.ts';
import { forwardedBy, unavailable } from './next-proxy.ts';
import type { NextProcess } from './next-process.ts';
import { renderAnonymously } from './prerender.ts';
import type { SecurityHeaders } from './security-headers.ts';

const waitingRoom = /^\/concerts\/[1-9]\d{0,9}\/queue$/;
/** Pages that are equal for everyone. */
const publicPage =
  /^\/($|sign-in$|sign-up$|docs$|practice$|terms$|privacy$|concerts\/[1-9]\d{0,9}$)/;

/**
 * Times in ms for which a page stays fresh, and for which a visit then gets the previous page while
 * Next renders a new one. A public page's data is up to 5 s old, so the page adds only one.
 */
const ages = { room: { fresh: 5_000, behind: 5_000 }, public: { fresh: 1_000, behind: 0 } };
const withoutRenderingMsMax = 600_000;
const pagesMax = 500;

const cacheable = 'public, max-age=0, s-maxage=5, stale-while-revalidate=5';
const privately = 'private, no-store';

interface Rendered {
  /** Null if the page does not exist. */
  page: CachedPage | null;
  renderedAt: number;
}

/** A page's path and query, and the headers that name the site's address to the page. */
interface Visit {
  url: string;
  site: Record<string, string>;
}

/**
 * Serves public pages and the waiting room from memory, because thousands of users open them in the
 * same second. Next renders each page without user data, at most once a second. Other caches may
 * keep public pages. Only signed-in users get the waiting room.
 */
export function createPageCache(
  next: Pick<NextProcess, 'ready' | 'socketPath' | 'development'>,
  securityHeaders: Pick<SecurityHeaders, 'applyToCachedPage'>,
  clock: Pick<Performance, 'now'> = performance,
) {
  const render = async ({ url, site }: Visit): Promise<Rendered> => {
    if (!next.ready) throw new Error('the Next process is unavailable');
    const page = await renderAnonymously(next.socketPath, url, site);
    return { page, renderedAt: clock.now() };
  };
  const pages = new LRUCache<string, Rendered, Visit>({
    max: pagesMax,
    perf: clock,
    // Reads the clock at each access, because a busy process keeps a cached time too long.
    ttlResolution: 0,
    ignoreFetchAbort: true, // an eviction must not abort a rendering for which requests wait
    fetchMethod: async (_, before, { context }) => {
      try {
        return await render(context);
      } catch (error) {
        // Serves the previous page for up to 10 minutes, because an outage of the Next process must
        // not close the waiting room.
        const isUsable =
          before !== undefined && clock.now() - before.renderedAt <= withoutRenderingMsMax;
        log.warn(
          { err: error, url: context.url },
          `a page could not be rendered: ${isUsable ? 'the previous page is served' : 'no page is served'}`,
        );
        return isUsable ? before : undefined;
      }
    },
  });
  /**
   * Returns undefined if no page is available. Runs at most one rendering per page at a time.
   */
  const pageFor = async (
    visit: Visit,
    { fresh, behind }: { fresh: number; behind: number },
  ): Promise<Rendered | undefined> => {
    const key = `${visit.site['x-forwarded-proto'] ?? ''}://${visit.site['x-forwarded-host'] ?? ''}${visit.url}`;
    const allowStale = pages.getRemainingTTL(key) > -behind;
    const rendered = await pages.fetch(key, { context: visit, allowStale, ttl: fresh });
    // Forgets an unknown concert, because its entry could evict a page.
    if (rendered?.page === null) pages.delete(key);
    return rendered;
  };
  /** Redirects to the sign-in page, which leads to `returnTo` after sign-in. */
  const askToSignIn = (res: ServerResponse, language: Language, returnTo: string): void => {
    securityHeaders.applyToCachedPage(res, []);
    const signIn = pathIn(language, '/sign-in');
    const location = `${signIn}?returnTo=${encodeURIComponent(returnTo)}`;
    res.writeHead(307, { location }).end();
  };

  return {
    /**
     * Returns false if Next must answer: for a path other than a cached page, for an unknown concert
     * and for a public page that Next fails to render. Redirects a request for the waiting room
     * without a session to the sign-in page, without rendering.
     */
    async answer(
      req: IncomingMessage,
      res: ServerResponse,
      credentials: Credentials,
    ): Promise<boolean> {
      const { path: address, query } = partsOf(req.url ?? '');
      const { language, path } = splitLanguage(address);
      const isRoom = waitingRoom.test(path);
      const isRead = req.method === 'GET' || req.method === 'HEAD';
      if ((!isRoom && !publicPage.test(path)) || !isRead || next.development) return false;
      if (isRoom) {
        res.setHeader('cache-control', privately);
        if (isTransition(req)) {
          res.writeHead(204).end();
          return true;
        }
        if (valueOf(await credentials.session()) === undefined) {
          askToSignIn(res, language, withDate(path, query.get('date') ?? ''));
          return true;
        }
      } else if (isTransition(req) || query.size > 0) return false;
      const visit = { url: address, site: forwardedBy(req) };
      const rendered = await pageFor(visit, isRoom ? ages.room : ages.public);
      if (rendered?.page === null) return false;
      if (rendered === undefined) {
        if (!isRoom) return false; // Next has a page for its own failures
        unavailable(res, 503);
        return true;
      }
      // A response that sets a cookie belongs to one user.
      const isPublic = !isRoom && !res.hasHeader('set-cookie');
      res.setHeader('cache-control', isPublic ? cacheable : privately);
      securityHeaders.applyToCachedPage(res, rendered.page.scripts);
      sendPage(req, res, rendered.page);
      return true;
    },
  };
}

/** Keeps the chosen date for the time after sign-in, and no other parameter. */
const withDate = (path: string, date: string): string =>
  /^[1-9]\d{0,9}$/.test(date) ? `${path}?date=${date}` : path;

/**
 * Returns true if Next's router requests only the difference from the current page. Next would
 * render the waiting room's difference for each user. There, an empty 204 makes the router load the
 * whole document instead.
 */
const isTransition = ({ url = '', headers }: IncomingMessage): boolean =>
  headers['rsc'] !== undefined || partsOf(url).query.has('_rsc');

function sendPage(
  req: IncomingMessage,
  res: ServerResponse,
  { plain, gzip, link }: CachedPage,
): void {
  const isCompressed = codingFor(req, ['gzip']) === 'gzip';
  const body = isCompressed ? gzip : plain;
  res.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    vary: 'Accept-Encoding',
    ...(isCompressed && { 'content-encoding': 'gzip' }),
    ...(link !== '' && { link }),
  });
  res.end(body);
}

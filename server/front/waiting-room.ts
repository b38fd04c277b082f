import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import { sessionUserId } from '../account/session.ts';
import { log } from '../log.ts';
import { partsOf } from './http.ts';
import type { KeptPage } from './kept-page.ts';
import type { NextProcess } from './next-process.ts';
import { unavailable } from './pages.ts';
import { renderForAnyone } from './rendering.ts';
import type { Shell } from './shell.ts';

const address = /^\/concerts\/[1-9]\d{0,9}\/queue$/;
// What a reader has chosen, and so all that one rendering of the page differs by from another. Korean is what it is in without a choice.
const choices = ['jari-locale=en', 'jari-theme=light', 'jari-theme=dark'];

const freshMs = 5_000;
const behindMsMax = 5_000; // beyond `freshMs`, while it is being rendered anew
const withoutRenderingMsMax = 600_000;
const variantsMax = 500;

interface Variant {
  /** Null where there is no such concert. */
  page: KeptPage | null;
  renderedAt: number;
}

/**
 * The waiting room, which a crowd opens all at once: rendered once for all of them, every few seconds, with nothing of a person in it,
 * and given from memory to whoever has signed in. What can be kept is told apart by its address and the reader's choices only.
 */
export function createWaitingRoom(
  rendering: Pick<NextProcess, 'ready' | 'socketPath' | 'development'>,
  shell: Pick<Shell, 'coverKept'>,
  clock: Pick<Performance, 'now'> = performance,
) {
  const render = async (path: string, cookie: string): Promise<Variant> => {
    if (!rendering.ready) throw new Error('the process that renders is away');
    return { page: await renderForAnyone(rendering.socketPath, path, cookie), renderedAt: clock.now() };
  };
  const variants = new LRUCache<string, Variant, { path: string; cookie: string }>({
    max: variantsMax,
    ttl: freshMs,
    perf: clock,
    ttlResolution: 0, // or a busy process would judge by a time of before
    ignoreFetchAbort: true, // whoever asked for it still waits for it
    fetchMethod: async (_, before, { context: { path, cookie } }) => {
      try {
        return await render(path, cookie);
      } catch (error) {
        // The page stays up while it cannot be rendered.
        const stays = before !== undefined && clock.now() - before.renderedAt <= withoutRenderingMsMax;
        log.warn(
          { err: error, path },
          `the waiting room could not be rendered: ${stays ? 'the last one stays' : 'there is none'}`,
        );
        return stays ? before : undefined;
      }
    },
  });
  /** One rendering at a time of each, however many ask; undefined where there is none to be had. */
  const variantFor = async (path: string, cookie: string): Promise<Variant | undefined> => {
    const key = `${path} ${cookie}`;
    const allowStale = variants.getRemainingTTL(key) > -behindMsMax;
    const variant = await variants.fetch(key, { context: { path, cookie }, allowStale });
    if (variant?.page === null) variants.delete(key); // whoever asks for ever new concerts pushes no room out
    return variant;
  };

  return {
    /**
     * Answers whoever asks for a waiting room; false where it is for others to answer: another address, or no such concert. For who has
     * not signed in nothing is rendered.
     */
    async answer(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
      const { path } = partsOf(req.url ?? '');
      if (!address.test(path) || (req.method !== 'GET' && req.method !== 'HEAD') || rendering.development) return false;
      res.setHeader('cache-control', 'private, no-store');
      if (isTransition(req)) {
        res.writeHead(204).end();
        return true;
      }
      const { cookie = '' } = req.headers;
      if ((await sessionUserId(cookie)) === null) {
        shell.coverKept(res);
        res.writeHead(307, { location: `/sign-in?returnTo=${encodeURIComponent(path)}` }).end();
        return true;
      }
      const variant = await variantFor(path, choicesIn(cookie));
      if (variant?.page === null) return false;
      const nonce = shell.coverKept(res);
      if (variant === undefined) unavailable(res, 503);
      else sendPage(req, res, variant.page, nonce);
      return true;
    },
  };
}

/**
 * Next's router asks for what has changed between two pages, which would have to be rendered for the one who goes. Answered by anything
 * else, it has the browser load the document instead.
 */
const isTransition = ({ url = '', headers }: IncomingMessage): boolean =>
  headers['rsc'] !== undefined || partsOf(url).query.has('_rsc');

/** A reader's choices as a Cookie header that says nothing else. */
function choicesIn(cookie: string): string {
  const pairs = cookie.split(/;\s*/);
  return choices.filter((choice) => pairs.includes(choice)).join('; ');
}

function sendPage({ headers }: IncomingMessage, res: ServerResponse, page: KeptPage, nonce: string): void {
  const packed = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(headers['accept-encoding'] ?? '');
  const body = packed ? page.gzip(nonce) : page.plain(nonce);
  const link = page.link(nonce);
  res.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': body.length,
    vary: 'Accept-Encoding',
    ...(packed && { 'content-encoding': 'gzip' }),
    ...(link !== '' && { link }),
  });
  res.end(body);
}

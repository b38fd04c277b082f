import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { db } from '../database/db.ts';
import { issuesOf } from '../errors/issues.ts';
import { refuse, tryAgain } from '../errors/refusal.ts';
import {
  exportKinds,
  exportQuery,
  type ExportKind,
  type ExportQuery,
} from '../export/export.schema.ts';
import { exporters, exportLines, planExport, recordExport } from '../export/export.ts';
import { rateLimit } from '../rate-limit/rate-limit.ts';
import { createContext } from '../request/context.ts';
import type { Credentials } from '../request/credentials.ts';
import { refuseForeignDownload } from '../request/csrf.ts';
import { partsOf, queryOf, type Route } from '../request/messages.ts';
import { toClientRequest } from '../request/request.ts';
import type { Grant } from '../staff/staff.ts';
import { authorizeStaff } from '../trpc/procedures.ts';
import { schedule } from './scheduler.ts';

const exportPath = /^\/api\/admin\/export\/([a-z]+)\.csv$/;
/** Simultaneous exports of one instance. Each uses one database connection at a time. */
const exportsMax = 2;
const retryAfterSeconds = 15;
/** Time in which the client must take waiting bytes, so that a stalled download frees its slot. */
const stallMsMax = 30_000;

let running = 0;

/**
 * Routes at a path below /api/admin/export/. An export ends if the client takes no waiting bytes for
 * `stallMs`.
 */
export function exportRoutes(path: string, stallMs = stallMsMax): Route[] {
  const [, name] = exportPath.exec(path) ?? [];
  const kind = exportKinds.find((known) => known === name);
  if (kind === undefined) return [];
  return [{ method: 'GET', answer: (req, res, by) => sendExport(kind, stallMs, req, res, by) }];
}

/**
 * Streams an export as CSV. Checks the caller, the query and the concert, and writes the audit entry,
 * before the first byte. HEAD makes the same checks, and writes no entry. Refusals: NOT_SIGNED_IN,
 * CROSS_SITE, ADMIN_ONLY, BAD_INPUT, NOT_FOUND, TOO_MANY_REQUESTS, TRY_AGAIN if all slots are taken.
 */
async function sendExport(
  kind: ExportKind,
  stallMs: number,
  req: IncomingMessage,
  res: ServerResponse,
  credentials: Credentials,
): Promise<void> {
  const { method = 'GET', socket } = req;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> =>
    schedule(['export'], { method, socket, credentials }, work);
  const { userId, planned } = await inTurn(async () => {
    const { userId, grants } = await authorize(req, res, credentials);
    const planned = await planExport(db(), kind, parseQuery(req.url ?? ''), grants);
    return { userId, planned };
  });
  if (method === 'HEAD') return void writeHead(res, kind, planned.query).end();
  if (running >= exportsMax) throw tryAgain(new Error('too many exports'), retryAfterSeconds);
  running += 1;
  try {
    await inTurn(() => recordExport(db(), userId, planned));
    // An export whose filters keep few rows writes nothing for a long time.
    res.setTimeout(stallMs, () => {
      if (res.writableLength > 0) res.destroy();
    });
    await send(exportLines(db(), planned), writeHead(res, kind, planned.query));
  } finally {
    running -= 1;
  }
}

async function authorize(
  req: IncomingMessage,
  res: ServerResponse,
  credentials: Credentials,
): Promise<{ userId: string; grants: Grant[] }> {
  const request = toClientRequest(req, res);
  const context = createContext(request, credentials);
  const userId = (await context.identify()) ?? refuse('NOT_SIGNED_IN');
  refuseForeignDownload(request);
  const grants = await authorizeStaff(context, userId, exporters, { isChange: false });
  await rateLimit(context, 'export', userId);
  return { userId, grants };
}

/**
 * Ignores empty parameters, which a form sends for its empty fields. Refusal: BAD_INPUT, also for
 * unknown and repeated parameters.
 */
function parseQuery(url: string): ExportQuery {
  const given = Object.entries(queryOf(partsOf(url).query));
  const parsed = exportQuery.safeParse(
    Object.fromEntries(
      given.filter(([name, value]) => value !== '' || !(name in exportQuery.shape)),
    ),
  );
  if (!parsed.success) return refuse('BAD_INPUT', { issues: issuesOf(parsed.error) });
  return parsed.data;
}

function writeHead(res: ServerResponse, kind: ExportKind, { concertId }: ExportQuery) {
  const name = ['jari', kind, ...(concertId === undefined ? [] : [String(concertId)])].join('-');
  return res.writeHead(200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
    'cache-control': 'no-store',
  });
}

/** Ends the reading if the client disconnects, which is no error. Throws the errors of the reading. */
async function send(lines: AsyncGenerator<string>, res: ServerResponse): Promise<void> {
  const failures: unknown[] = [];
  async function* reading() {
    try {
      yield* lines;
    } catch (error) {
      failures.push(error);
      throw error;
    }
  }
  // Without a failure of the reading, the client has disconnected.
  await pipeline(reading, res).catch(() => undefined);
  for (const failure of failures) throw failure;
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse } from '../errors/refusal.ts';
import { exportOf } from '../privacy/privacy.ts';
import { rateLimit } from '../rate-limit/rate-limit.ts';
import { createContext } from '../request/context.ts';
import type { Credentials } from '../request/credentials.ts';
import { refuseForeignDownload } from '../request/csrf.ts';
import { toClientRequest } from '../request/request.ts';
import { currentOf } from '../trpc/procedures.ts';
import { schedule } from './scheduler.ts';

/**
 * Sends the caller's own data as a file. Refusals: NOT_SIGNED_IN, CROSS_SITE, TOO_MANY_REQUESTS,
 * TRY_AGAIN.
 */
export async function sendOwnData(
  req: IncomingMessage,
  res: ServerResponse,
  credentials: Credentials,
): Promise<void> {
  const { method = 'GET', socket } = req;
  const body = await schedule(['ownData'], { method, socket, credentials }, async () => {
    const request = toClientRequest(req, res);
    const context = createContext(request, credentials);
    const userId = (await context.identify()) ?? refuse('NOT_SIGNED_IN');
    refuseForeignDownload(request);
    await rateLimit(context, 'export', userId);
    return JSON.stringify(await exportOf(context, await currentOf(context)), null, 2);
  });
  res
    .writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="jari-account.json"',
      'cache-control': 'no-store',
    })
    .end(method === 'HEAD' ? undefined : body);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { toRefusal } from '../errors/driver-errors.ts';
import { log } from '../config/log.ts';
import { requestIdHeader } from '../config/request-id.ts';
import { type Place, placeOfToken, type QueueStatus } from '../queue/queue.ts';
import { othersAreLive } from '../queue/cookie/cookie.ts';
import { type Credentials, identify, requireQueueToken } from '../request/credentials.ts';
import { headerOf } from '../request/request.ts';
import { responseHeaders } from '../trpc/dispatch.ts';
import { countPoll } from './metrics.ts';
import { yieldEvery } from './event-loop-yield.ts';

// Matches a JSON object whose only field is `name`, plain or after encodeURIComponent.
const one = (name: string, value: string) =>
  new RegExp(`^(?:%7B|\\{)(?:%22|")${name}(?:%22|")(?:%3A|:)${value}(?:%7D|\\})$`);
const byConcert = one('concertId', '([1-9][0-9]{0,9})');
const byToken = one('token', '(?:%22|")([A-Za-z0-9_.-]{1,2048})(?:%22|")');
const address = '/api/trpc/queue.status?input=';

/**
 * Limits polls to about 0.15 ms per event-loop iteration, because a purchase takes about 20
 * iterations. Small batches of polls also keep Redis and the instance busy at the same time.
 */
const pollsPerYield = 8;
/** Maximum number of polls that wait for Redis. Beyond the limit, the scheduler decides. */
const askingMax = 4_000;

type Poll = { concertId: number } | { token: string };

/** Returns null unless the request is a poll with input in the usual notation. */
function pollOf({ method, url = '' }: IncomingMessage): Poll | null {
  if (method !== 'GET' || !url.startsWith(address)) return null;
  const input = url.slice(address.length);
  const concertId = byConcert.exec(input)?.[1];
  if (concertId !== undefined) return { concertId: Number(concertId) };
  const token = byToken.exec(input)?.[1];
  return token === undefined ? null : { token };
}

/**
 * Returns null if tRPC must answer: for an outdated token, another concert's token, or a queue
 * cookie that tRPC may delete. Throws the same refusals as tRPC.
 */
async function placeOfPoll(
  poll: Poll,
  req: IncomingMessage,
  credentials: Credentials,
): Promise<Place | null> {
  const header = (name: string) => headerOf(req, name);
  const userId = await identify(credentials, { method: 'GET', header });
  const token =
    'token' in poll ? poll.token : requireQueueToken(credentials.queueToken(poll.concertId)).token;
  const place = placeOfToken(token, userId);
  const isPlain =
    !place.outdated &&
    ('token' in poll || place.concertId === poll.concertId) &&
    (req.headers.authorization !== undefined ||
      othersAreLive(req.headers.cookie ?? '', place.concertId));
  return isPlain ? place : null;
}

interface StatusSources {
  fromMemory: (place: Place) => QueueStatus | null;
  /** Resolves to null if tRPC must answer. */
  fromRedis: (place: Place) => Promise<QueueStatus | null>;
}

/**
 * Creates a handler that answers polls with tRPC's exact response: from memory, or from Redis for a
 * live place. The handler avoids the cost of a tRPC call, because polls are by far the most frequent
 * requests. It resolves to false without a change to `res` if tRPC must answer or refuse.
 * `commonHeaders` are part of every response of the app server.
 */
export function createPollFastPath(
  { fromMemory, fromRedis }: StatusSources,
  commonHeaders: Readonly<Record<string, string>>,
): (
  id: string,
  req: IncomingMessage,
  res: ServerResponse,
  credentials: Credentials,
) => Promise<boolean> | null {
  const head = Object.entries({ ...commonHeaders, ...responseHeaders([]) }).flat();
  const send = (id: string, res: ServerResponse, status: QueueStatus): void => {
    const body = `{"result":{"data":${JSON.stringify(status)}}}`;
    const length = String(Buffer.byteLength(body));
    res.writeHead(200, [...head, requestIdHeader, id, 'content-length', length]).end(body);
  };
  const yieldEach = yieldEvery(pollsPerYield);
  let asking = 0;
  const askRedis = async (place: Place): Promise<QueueStatus | null> => {
    asking += 1;
    try {
      return await fromRedis(place);
    } finally {
      asking -= 1;
    }
  };
  const answer = async (
    poll: Poll,
    id: string,
    req: IncomingMessage,
    res: ServerResponse,
    credentials: Credentials,
  ): Promise<boolean> => {
    await yieldEach();
    try {
      const place = await placeOfPoll(poll, req, credentials);
      if (place === null) return false;
      const inMemory = fromMemory(place);
      if (inMemory !== null) {
        send(id, res, inMemory);
        countPoll('memory');
        return true;
      }
      if (asking >= askingMax) return false;
      const status = await askRedis(place);
      if (status === null || res.closed) return res.closed;
      send(id, res, status);
      countPoll('redis');
      return true;
    } catch (error) {
      if (toRefusal(error).code === 'INTERNAL')
        log.error({ err: error, requestId: id }, 'could not answer a poll; tRPC answers it');
      return res.headersSent;
    }
  };
  return (id, req, res, credentials) => {
    const poll = pollOf(req);
    return poll === null ? null : answer(poll, id, req, res, credentials);
  };
}

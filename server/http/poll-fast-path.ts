import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRefusal } from '../errors/refusal.ts';
import { log } from '../config/log.ts';
import { requestId, requestIdHeader } from '../config/request-id.ts';
import { type Place, placeOfToken, type QueueStatus } from '../queue/queue.ts';
import { type Credentials, identify, requireQueueToken } from '../request/credentials.ts';
import { headerOf } from '../request/request.ts';
import { responseHeaders } from '../trpc/dispatch.ts';
import { countPoll } from './metrics.ts';
import { yieldEvery } from './event-loop-yield.ts';

// One input, as encodeURIComponent writes it or plain, and nothing beside it: neither a batch nor a second parameter.
const one = (name: string, value: string) =>
  new RegExp(`^(?:%7B|\\{)(?:%22|")${name}(?:%22|")(?:%3A|:)${value}(?:%7D|\\})$`);
const byConcert = one('concertId', '([1-9][0-9]{0,9})');
const byToken = one('token', '(?:%22|")([A-Za-z0-9_.-]{1,2048})(?:%22|")');
const address = '/api/trpc/queue.status?input=';

/** Some 0.3 ms of polls: a purchase takes about twenty turns of the event loop. */
const pollsPerYield = 16;

type Poll = { concertId: number } | { token: string };

/** What a poll asks about; null for every other request, and for a poll that is written in another way. */
function pollOf({ method, url = '' }: IncomingMessage): Poll | null {
  if (method !== 'GET' || !url.startsWith(address)) return null;
  const input = url.slice(address.length);
  const concertId = byConcert.exec(input)?.[1];
  if (concertId !== undefined) return { concertId: Number(concertId) };
  const token = byToken.exec(input)?.[1];
  return token === undefined ? null : { token };
}

/** The place that a poll asks about. Null if tRPC has more to do with it; refuses as tRPC does. */
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
  return place.outdated || ('concertId' in poll && place.concertId !== poll.concertId)
    ? null
    : place;
}

/**
 * Answers those polls that need nothing but memory, as tRPC would: their crowd is the largest part of all requests by far, and tRPC
 * costs ten times as much as all that is done here. Whatever is not simply answered is left untouched for tRPC, so that what is
 * refused is refused in one place. `covering`: the headers of every answer.
 */
export function createPollFastPath(
  fromMemory: (place: Place) => QueueStatus | null,
  covering: Readonly<Record<string, string>>,
): (req: IncomingMessage, res: ServerResponse, credentials: Credentials) => Promise<boolean> {
  const head = Object.entries({ ...covering, ...responseHeaders([]) }).flat();
  const send = (res: ServerResponse, status: QueueStatus): void => {
    const body = `{"result":{"data":${JSON.stringify(status)}}}`;
    const id = requestId();
    const own = id === undefined ? [] : [requestIdHeader, id];
    const length = String(Buffer.byteLength(body));
    res.writeHead(200, [...head, ...own, 'content-length', length]).end(body);
  };
  const turn = yieldEvery(pollsPerYield);
  return async (req, res, credentials) => {
    const asked = pollOf(req);
    if (asked === null) return false;
    await turn();
    try {
      const place = await placeOfPoll(asked, req, credentials);
      const status = place === null ? null : fromMemory(place);
      if (status === null) return false;
      send(res, status);
      countPoll('memory');
      return true;
    } catch (error) {
      if (!isRefusal(error)) log.error({ err: error }, 'a poll could not be answered from memory');
      return res.headersSent;
    }
  };
}

import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { isRefusal } from '../errors/refusal.ts';
import { log } from '../config/log.ts';
import { presentedToken } from '../queue/token/cookie.ts';
import { type Place, placeOfToken, type QueueStatus } from '../queue/queue.ts';
import { identify } from '../request/credentials.ts';
import { responseMeta } from '../trpc/init.ts';
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

/** The place that is asked about, by the rules of the router of tRPC. Null where it has more to do; refuses as it does. */
async function placeOfPoll(asked: Poll, headers: IncomingHttpHeaders): Promise<Place | null> {
  const isProgram = headers.authorization !== undefined; // its cookies are not read
  const header = (name: string) =>
    name === 'cookie' && isProgram ? undefined : headers[name]?.toString();
  const userId =
    isProgram || headers.cookie !== undefined ? await identify({ method: 'GET', header }) : null;
  const place = placeOfToken(
    'token' in asked ? asked.token : presentedToken(header, asked.concertId),
    userId,
  );
  return place.outdated || ('concertId' in asked && place.concertId !== asked.concertId)
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
): (req: IncomingMessage, res: ServerResponse) => Promise<boolean> {
  const common = {
    ...covering,
    ...responseMeta({ errors: [] }).headers,
    vary: 'trpc-accept, accept',
  };
  const head = Object.entries(common).flat();
  const send = (res: ServerResponse, status: QueueStatus): void => {
    const body = `{"result":{"data":${JSON.stringify(status)}}}`;
    res.writeHead(200, [...head, 'content-length', String(Buffer.byteLength(body))]).end(body);
  };
  const turn = yieldEvery(pollsPerYield);
  return async (req, res) => {
    const asked = pollOf(req);
    if (asked === null) return false;
    await turn();
    try {
      const place = await placeOfPoll(asked, req.headers);
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

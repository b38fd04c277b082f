import type { IncomingMessage, ServerResponse } from 'node:http';
import pLimit from 'p-limit';
import { tryAgain } from '../errors.ts';

// What buys: it goes at once. Everything else that programs ask is the crowd's, above all its polls.
const purchase = /^(\/api\/trpc\/(seating\.(hold|extend|release)|payment\.pay)|(\/api)?\/concert\/[^/]+\/(reservation|payment))$/;

const crowdAtOnce = 4;
const crowdWaitingMax = 4_000;
const crowd = pLimit(crowdAtOnce);

/**
 * Answers a request when it is its turn: purchases at once, the crowd's requests a few at a time, in the order in which they came.
 * One after the other they are answered as fast as ever; all at once, each of a purchase's many steps would wait for all of them.
 * Refusal: TRY_AGAIN while too many wait.
 */
export function inOrder(at: string, req: IncomingMessage, res: ServerResponse, answer: () => Promise<void>): Promise<void> {
  if (req.method === 'POST' && purchase.test(at)) return answer();
  if (crowd.pendingCount >= crowdWaitingMax) throw tryAgain(new Error('too many requests wait'));
  return crowd(async () => {
    if (res.closed) return; // the client has gone meanwhile
    const answered = new Promise<void>((resolve) => void res.once('finish', resolve).once('close', resolve));
    await answer();
    await answered;
  });
}

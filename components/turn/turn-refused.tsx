import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { redirectTo } from '../redirect.ts';
import type { RefusalSeen } from '../errors.ts';
import { attempt } from './attempt.ts';
import type { Bookings } from '../booking.ts';
import { boughtIn } from './bought.ts';
import { Cancelled } from './cancelled.tsx';
import { NoTurn } from './no-turn.tsx';
import { Unavailable } from './unavailable.tsx';

/**
 * Renders a page for a user without a turn. Runs before the response starts, so that the server can
 * redirect a waiting user to the waiting room. `mine` loads the reservations, because a payment may
 * explain the end of the turn. SALE_CLOSED means a cancelled concert, or the cancelled performance
 * `performanceId`.
 */
export async function turnRefused(
  concertId: number,
  code: RefusalSeen['code'],
  mine: () => Promise<Bookings>,
  performanceId?: number,
): Promise<ReactNode> {
  if (code === 'NOT_FOUND' || code === 'BAD_INPUT') notFound();
  if (code === 'SALE_CLOSED') return <Cancelled {...{ concertId, performanceId }} />;
  if (code === 'NOT_YOUR_TURN') return redirectTo(`/concerts/${concertId}/queue`);
  const ended = code === 'QUEUE_TOKEN_EXPIRED';
  // NOT_YOURS means that another user left a token in this browser. Another user's token says
  // nothing about this user's place.
  const none =
    code === 'QUEUE_TOKEN_MISSING' || code === 'QUEUE_TOKEN_INVALID' || code === 'NOT_YOURS';
  if (!ended && !none) return <Unavailable />;
  const bookings = await attempt(mine());
  const bought = bookings.ok ? boughtIn(bookings.data, concertId) : undefined;
  return <NoTurn concertId={concertId} reason={ended ? 'ended' : 'none'} bought={bought} />;
}

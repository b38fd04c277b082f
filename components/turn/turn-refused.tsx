import { notFound, redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import type { RefusalSeen } from '../errors.ts';
import { attempt } from './attempt.ts';
import type { Bookings } from '../booking.ts';
import { boughtIn } from './bought.ts';
import { NoTurn } from './no-turn.tsx';
import { Unavailable } from './unavailable.tsx';

/**
 * What a page shows to a person whose turn it is not. It is called while the page is rendered, before anything is sent, so the server
 * itself leads a waiting person to the waiting room. `mine` asks for the person's bookings: a turn that ended by paying says so.
 */
export async function turnRefused(
  concertId: number,
  code: RefusalSeen['code'],
  mine: () => Promise<Bookings>,
): Promise<ReactNode> {
  if (code === 'NOT_FOUND' || code === 'BAD_INPUT') notFound();
  if (code === 'NOT_YOUR_TURN') redirect(`/concerts/${concertId}/queue`);
  const ended = code === 'QUEUE_TOKEN_EXPIRED';
  // A place of somebody else's who used this browser before is no place of theirs.
  const none =
    code === 'QUEUE_TOKEN_MISSING' || code === 'QUEUE_TOKEN_INVALID' || code === 'NOT_YOURS';
  if (!ended && !none) return <Unavailable />;
  const bookings = await attempt(mine());
  const bought = bookings.ok ? boughtIn(bookings.data, concertId) : undefined;
  return <NoTurn concertId={concertId} reason={ended ? 'ended' : 'none'} bought={bought} />;
}

import { notFound, redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import type { RefusalSeen } from '../errors.ts';
import { NoTurn } from './no-turn.tsx';
import { Unavailable } from './unavailable.tsx';

/**
 * What somebody sees instead of a page for those whose turn it is: called while the page is rendered, before anything of it is
 * sent, so that whoever still waits is led to the waiting room by the server.
 */
export function turnRefused(concertId: number, code: RefusalSeen['code']): ReactNode {
  if (code === 'NOT_FOUND' || code === 'BAD_INPUT') notFound();
  if (code === 'NOT_YOUR_TURN') redirect(`/concerts/${concertId}/queue`);
  if (code === 'QUEUE_TOKEN_EXPIRED') return <NoTurn concertId={concertId} reason="ended" />;
  // A place of somebody else's who used this browser before is no place of theirs.
  const none = code === 'QUEUE_TOKEN_MISSING' || code === 'QUEUE_TOKEN_INVALID' || code === 'NOT_YOURS';
  return none ? <NoTurn concertId={concertId} reason="none" /> : <Unavailable />;
}

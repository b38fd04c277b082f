'use client';

import { useLinkStatus } from 'next/link';

/**
 * Answers the press of the link around it at once: draws a bar at the foot of the nearest positioned
 * box while the next page loads. Takes no room, so that nothing shifts.
 */
export function LinkPending() {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  return (
    <span
      aria-hidden
      data-link-pending
      className="absolute inset-x-0 bottom-0 h-1 bg-accent forced-colors:bg-[Highlight]"
    />
  );
}

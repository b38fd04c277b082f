'use client';

import dynamic from 'next/dynamic';
import { usePathname } from '../navigation.ts';
import { useRememberedPlaces } from '../place-memory.ts';
import { isInSale } from '../sale-path.ts';

// Loads the bar only for users with a place, because public pages must stay light.
const ResumeBar = dynamic(() => import('./resume-bar.tsx').then((module) => module.ResumeBar), {
  ssr: false,
});

/** Leads from every page outside the sale back to held seats or to a place in the queue. */
export function Resume() {
  const concertIds = useRememberedPlaces();
  if (isInSale(usePathname()) || concertIds.length === 0) return null;
  return <ResumeBar concertIds={concertIds} />;
}

'use client';

import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import { useRememberedPlaces } from '../place-memory.ts';
import { useSharedAccount } from '../session/account.ts';
import { Header } from '../header/header.tsx';
import { SiteFrame } from './site-frame.tsx';

// Loads the bar only for users with a place, because public pages must stay light.
const ResumeAlone = dynamic(async () => (await import('../resume/resume-alone.tsx')).ResumeAlone, {
  ssr: false,
});

/** The frame of a page that is equal for everyone. The browser asks who is signed in. */
export function PublicFrame({ children }: { children: ReactNode }) {
  const account = useSharedAccount();
  const concertIds = useRememberedPlaces();
  return (
    <SiteFrame
      header={<Header audience={account} />}
      bar={
        account && concertIds.length > 0 ? (
          <ResumeAlone viewer={account.userId} concertIds={concertIds} />
        ) : null
      }
    >
      {children}
    </SiteFrame>
  );
}

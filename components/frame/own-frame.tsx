'use client';

import { type ReactNode, useEffect } from 'react';
import { Providers } from '../providers.tsx';
import { Resume } from '../resume/resume.tsx';
import { learnAccount } from '../session/account.ts';
import { SessionGate } from '../session/session-gate.tsx';
import type { Audience } from '../header/account-menu.tsx';
import { Header } from '../header/header.tsx';
import { SiteFrame } from './site-frame.tsx';

/**
 * The frame of a page with a user's own data. `audience` is undefined in an outage, in which the
 * page itself explains the problem.
 */
export function OwnFrame({ audience, children }: { audience: Audience; children: ReactNode }) {
  useEffect(() => {
    if (typeof audience === 'object') learnAccount(audience);
  }, [audience]);
  const viewer = typeof audience === 'object' ? (audience?.userId ?? null) : undefined;
  return (
    <Providers viewer={viewer}>
      <SiteFrame header={<Header audience={audience} />} bar={<Resume />}>
        <SessionGate>{children}</SessionGate>
      </SiteFrame>
    </Providers>
  );
}

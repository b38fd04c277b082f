'use client';

import { Providers } from '../providers.tsx';
import { ResumeBar } from './resume-bar.tsx';

interface ResumeAloneProps {
  viewer: string;
  concertIds: readonly number[];
}

/** The bar on a public page, which has no clients of tRPC and TanStack Query. */
export function ResumeAlone({ viewer, concertIds }: ResumeAloneProps) {
  return (
    <Providers viewer={viewer}>
      <ResumeBar concertIds={concertIds} />
    </Providers>
  );
}

import type { ReactNode } from 'react';
import { OwnFrame } from '#components/frame/own-frame.tsx';
import { audience } from '../server-api.ts';

/** Pages with a user's own data, from the queue to the console. */
export default async function OwnLayout({ children }: { children: ReactNode }) {
  const who = await audience().catch(() => undefined);
  return <OwnFrame audience={who}>{children}</OwnFrame>;
}

import type { ReactNode } from 'react';
import { ConcertFrame } from '#components/admin/console/concert-frame.tsx';
import { viewer } from '../../../server-api.ts';
import { consoleOf, type ConsoleProps } from './console.ts';

/** Adds the concert's bar and tabs. Each page refuses a viewer without a suitable role. */
export default async function ConcertLayout({
  params,
  children,
}: ConsoleProps & { children: ReactNode }) {
  const loaded = (await viewer()) === null ? null : await consoleOf(params);
  return loaded === null ? children : <ConcertFrame {...loaded}>{children}</ConcertFrame>;
}

import type { ReactNode } from 'react';
import { PublicFrame } from '#components/frame/public-frame.tsx';

/** Pages that are equal for everyone, so that caches may keep them. */
export default function PublicLayout({ children }: { children: ReactNode }) {
  return <PublicFrame>{children}</PublicFrame>;
}

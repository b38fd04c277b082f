import type { ReactNode } from 'react';
import { WithMessages } from '../../../../messages.tsx';

export default function SeatsLayout({ children }: { children: ReactNode }) {
  return <WithMessages>{children}</WithMessages>;
}

import type { ReactNode } from 'react';
import { WithMessages } from '../../../../messages.tsx';

export default function QueueLayout({ children }: { children: ReactNode }) {
  return <WithMessages names={['checkout', 'notices', 'queue', 'wallet']}>{children}</WithMessages>;
}

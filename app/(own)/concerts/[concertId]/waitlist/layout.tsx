import type { ReactNode } from 'react';
import { WithMessages } from '../../../../messages.tsx';

export default function WaitlistLayout({ children }: { children: ReactNode }) {
  return (
    <WithMessages names={['checkout', 'queue', 'seating', 'tickets', 'waitlist', 'wallet']}>
      {children}
    </WithMessages>
  );
}

import type { ReactNode } from 'react';
import { WithMessages } from '../../../../messages.tsx';

export default function DatesLayout({ children }: { children: ReactNode }) {
  return <WithMessages>{children}</WithMessages>;
}

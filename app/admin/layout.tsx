import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';

/** Adds the messages for staff, which `app/layout.tsx` omits. */
export default function AdminLayout({ children }: { children: ReactNode }) {
  return <NextIntlClientProvider>{children}</NextIntlClientProvider>;
}

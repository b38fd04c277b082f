import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';

/** The console's texts: app/layout.tsx leaves them out of all other pages. */
export default function AdminLayout({ children }: { children: ReactNode }) {
  return <NextIntlClientProvider>{children}</NextIntlClientProvider>;
}

import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';

/** Adds the messages of the admin pages, which `app/layout.tsx` omits for all other pages. */
export default function AdminLayout({ children }: { children: ReactNode }) {
  return <NextIntlClientProvider>{children}</NextIntlClientProvider>;
}

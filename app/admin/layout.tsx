import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';

/** Adds the console's messages, which `app/layout.tsx` omits from all other pages. */
export default function AdminLayout({ children }: { children: ReactNode }) {
  return <NextIntlClientProvider>{children}</NextIntlClientProvider>;
}

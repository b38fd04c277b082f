import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';

/** Adds the messages that `app/layout.tsx` omits. */
export default function DocsLayout({ children }: { children: ReactNode }) {
  return <NextIntlClientProvider>{children}</NextIntlClientProvider>;
}

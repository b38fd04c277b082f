import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { OwnDocument } from '#components/door/own-document.tsx';

/** Adds the messages that `app/layout.tsx` omits. */
export default function DoorLayout({ children }: { children: ReactNode }) {
  return (
    <NextIntlClientProvider>
      <OwnDocument />
      {children}
    </NextIntlClientProvider>
  );
}

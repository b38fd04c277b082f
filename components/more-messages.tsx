'use client';

import { type Messages, NextIntlClientProvider, useLocale, useMessages } from 'next-intl';
import type { ReactNode } from 'react';

interface MoreMessagesProps {
  messages: Partial<Messages>;
  children: ReactNode;
}

/** Adds messages to those of the layouts above, so that a page contains each text only once. */
export function MoreMessages({ messages, children }: MoreMessagesProps) {
  const above = useMessages();
  return (
    <NextIntlClientProvider locale={useLocale()} messages={{ ...above, ...messages }}>
      {children}
    </NextIntlClientProvider>
  );
}

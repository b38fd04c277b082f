import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { cookies } from 'next/headers';
import Link from 'next/link';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getMessages, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Providers } from '#components/providers.tsx';
import { SessionGate } from '#components/session/session-gate.tsx';
import { Header } from '#components/header/header.tsx';
import './fonts/others.css';
import './globals.css';
import { audience } from './server-api.ts';

// `scripts/fonts.ts` generates `interface.woff2` and the fonts of `others.css`. Avoids the name
// Pretendard, because the licence reserves that name for the full font.
const jariInterface = localFont({
  src: './fonts/interface.woff2',
  variable: '--font-interface',
  weight: '400 800',
  display: 'swap',
});

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('common');
  return {
    title: { default: t('brand'), template: `%s · ${t('brand')}` },
    description: t('footer'),
  };
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

export default async function Layout({ children }: { children: ReactNode }) {
  const [locale, messages, jar, t, who] = await Promise.all([
    getLocale(),
    getMessages(),
    cookies(),
    getTranslations('common'),
    // In an outage, the header omits the user, because the page itself explains the problem.
    audience().catch(() => 'UNKNOWN' as const),
  ]);
  const viewer = who === 'SOMEONE' || who === 'UNKNOWN' ? undefined : (who?.userId ?? null);
  const theme = jar.get('jari-theme')?.value;
  return (
    <html
      lang={locale}
      className={jariInterface.variable}
      {...((theme === 'light' || theme === 'dark') && { 'data-theme': theme })}
      suppressHydrationWarning // The theme switch may change `data-theme` before hydration.
    >
      <body className="flex min-h-dvh flex-col">
        <NextIntlClientProvider
          messages={{
            ...messages,
            admin: undefined,
            console: undefined,
            docs: undefined,
            door: undefined,
            editing: undefined,
            staff: undefined,
          }}
        >
          <noscript>
            <p className="bg-warning-soft p-4 text-center">{t('noScript')}</p>
          </noscript>
          <Providers viewer={viewer}>
            <Header audience={who === 'UNKNOWN' ? null : who} />
            <div className="flex-1">
              <SessionGate>{children}</SessionGate>
            </div>
            <footer className="border-t border-line px-6 py-6 text-center text-sm text-muted">
              {t('brand')} · {t('footer')} ·{' '}
              <Link href="/docs" prefetch={false} className="inline-block py-2 underline">
                {t('reference')}
              </Link>
            </footer>
          </Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}

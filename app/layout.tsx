import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { cookies } from 'next/headers';
import Link from 'next/link';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Providers } from '#components/providers.tsx';
import { SessionGate } from '#components/session/session-gate.tsx';
import { Header } from '#components/header/header.tsx';
import { Resume } from '#components/resume/resume.tsx';
import './fonts/others.css';
import './globals.css';
import { commonMessages } from './messages.tsx';
import { audience } from './server-api.ts';
import { siteUrl } from './site.ts';

// `scripts/fonts.ts` generates `interface.woff2` and the fonts of `others.css`. Avoids the name
// Pretendard, because the licence reserves that name for the full font.
const jariInterface = localFont({
  src: './fonts/interface.woff2',
  variable: '--font-interface',
  weight: '400 800',
  display: 'swap',
});

export async function generateMetadata(): Promise<Metadata> {
  const [t, locale, metadataBase] = await Promise.all([
    getTranslations('common'),
    getLocale(),
    siteUrl(),
  ]);
  return {
    metadataBase,
    title: { default: t('brand'), template: `%s · ${t('brand')}` },
    description: t('footer'),
    applicationName: t('brand'),
    appleWebApp: { title: t('brand') },
    // The header shows the same address, so that browsers load the icon once.
    icons: {
      icon: [
        { url: '/favicon.ico', sizes: '48x48' },
        { url: '/icon.svg', type: 'image/svg+xml' },
      ],
      apple: '/apple-touch-icon.png',
    },
    openGraph: {
      type: 'website',
      siteName: t('brand'),
      locale: locale === 'ko' ? 'ko_KR' : 'en_US',
      images: '/icon-512.png',
    },
  };
}

/** Colours of the header, which the browser's bar continues. */
const surfaces = { light: '#ffffff', dark: '#1a1c29' };

export async function generateViewport(): Promise<Viewport> {
  const theme = await chosenTheme();
  return {
    width: 'device-width',
    initialScale: 1,
    themeColor:
      theme === undefined
        ? [
            { media: '(prefers-color-scheme: light)', color: surfaces.light },
            { media: '(prefers-color-scheme: dark)', color: surfaces.dark },
          ]
        : surfaces[theme],
  };
}

/** Undefined: the device's theme. */
async function chosenTheme(): Promise<'light' | 'dark' | undefined> {
  const theme = (await cookies()).get('jari-theme')?.value;
  return theme === 'light' || theme === 'dark' ? theme : undefined;
}

export default async function Layout({ children }: { children: ReactNode }) {
  const [locale, messages, theme, t, who] = await Promise.all([
    getLocale(),
    commonMessages(),
    chosenTheme(),
    getTranslations('common'),
    // In an outage, the header omits the user, because the page itself explains the problem.
    audience().catch(() => 'UNKNOWN' as const),
  ]);
  const viewer = who === 'SOMEONE' || who === 'UNKNOWN' ? undefined : (who?.userId ?? null);
  return (
    <html
      lang={locale}
      className={jariInterface.variable}
      {...(theme !== undefined && { 'data-theme': theme })}
      suppressHydrationWarning // The theme switch may change `data-theme` before hydration.
    >
      <body className="flex min-h-dvh flex-col">
        <NextIntlClientProvider messages={messages}>
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
            <Resume />
          </Providers>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}

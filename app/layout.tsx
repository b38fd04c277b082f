import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import './fonts/others.css';
import './globals.css';
import { type Locale, toLocale } from '#components/messages/index.ts';
import { languageTags } from '#server/config/languages.schema.ts';
import { commonMessages } from './messages.tsx';
import { scriptNonce, siteUrl } from './site.ts';
import { themeColor, themeScript } from './theme.ts';

// `scripts/fonts.ts` generates `interface.woff2` and the fonts of `others.css`. Avoids the name
// Pretendard, because the licence reserves that name for the full font.
const jariInterface = localFont({
  src: './fonts/interface.woff2',
  variable: '--font-interface',
  weight: '400 800',
  display: 'swap',
});

const openGraphLocales: Record<Locale, string> = {
  ko: 'ko_KR',
  en: 'en_US',
  ja: 'ja_JP',
  zh: 'zh_CN',
};

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
      locale: openGraphLocales[toLocale(locale)],
      alternateLocale: Object.values(openGraphLocales),
      images: '/icon-512.png',
    },
  };
}

export const viewport: Viewport = { width: 'device-width', initialScale: 1, themeColor };

export default async function Layout({ children }: { children: ReactNode }) {
  const [locale, messages, t, nonce] = await Promise.all([
    getLocale(),
    commonMessages(),
    getTranslations('common'),
    scriptNonce(),
  ]);
  return (
    <html
      lang={languageTags[toLocale(locale)]}
      className={jariInterface.variable}
      suppressHydrationWarning // The script of the theme sets `data-theme` before hydration.
    >
      <head>
        <script
          nonce={nonce}
          suppressHydrationWarning // Browsers hide the nonce from scripts.
          dangerouslySetInnerHTML={{ __html: themeScript }}
        />
      </head>
      <body className="flex min-h-dvh flex-col">
        <NextIntlClientProvider messages={messages}>
          <noscript>
            <p className="bg-warning-soft p-4 text-center">{t('noScript')}</p>
          </noscript>
          {children}
        </NextIntlClientProvider>
      </body>
    </html>
  );
}

import type { MetadataRoute } from 'next';
import { getLocale, getTranslations } from 'next-intl/server';
import { toLocale } from '#components/messages/index.ts';
import { languageTags } from '#server/config/languages.schema.ts';

export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const [t, locale] = await Promise.all([getTranslations('common'), getLocale()]);
  return {
    id: '/',
    name: `${t('brand')} · ${t('footer')}`,
    short_name: t('brand'),
    lang: languageTags[toLocale(locale)],
    start_url: '/',
    display: 'standalone',
    background_color: '#f5f6fa',
    theme_color: '#ffffff',
    icons: [
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
    shortcuts: [{ name: t('reservations'), url: '/reservations' }],
  };
}

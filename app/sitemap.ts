import type { MetadataRoute } from 'next';
import { serverApi } from './server-api.ts';
import { inEachLanguage, siteUrl } from './site.ts';

export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  const { api } = await serverApi();
  const [concerts, site] = await Promise.all([api.catalog.concerts(), siteUrl()]);
  const paths = [
    '/',
    '/practice',
    '/terms',
    '/privacy',
    ...concerts.map(({ concertId }) => `/concerts/${String(concertId)}`),
  ];
  return paths.map((path) => ({
    url: new URL(path, site).href,
    alternates: { languages: inEachLanguage(path, site) },
  }));
}

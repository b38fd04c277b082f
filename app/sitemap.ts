import type { MetadataRoute } from 'next';
import { serverApi } from './server-api.ts';
import { inEachLanguage, siteUrl } from './site.ts';

export default async function sitemap(): Promise<MetadataRoute.Sitemap> {
  const { api } = await serverApi();
  const [concerts, site] = await Promise.all([api.catalog.concerts(), siteUrl()]);
  const paths = ['/', ...concerts.map(({ concertId }) => `/concerts/${String(concertId)}`)];
  return paths.map((path) => ({
    url: new URL(path, site).href,
    alternates: {
      languages: Object.fromEntries(
        Object.entries(inEachLanguage(path)).map(([language, address]) => [
          language,
          new URL(address, site).href,
        ]),
      ),
    },
  }));
}

import type { MetadataRoute } from 'next';
import { inEachLanguage, siteUrl } from './site.ts';

/** Pages of one person or of a turn have nothing for a search engine. */
const privatePaths = [
  '/admin',
  '/api/',
  '/checkout/',
  '/concerts/*/dates',
  '/concerts/*/queue',
  '/concerts/*/seats/',
  '/reservations',
  '/reset',
  '/verify',
  '/wallet',
];

export default async function robots(): Promise<MetadataRoute.Robots> {
  return {
    rules: {
      userAgent: '*',
      allow: '/',
      disallow: privatePaths.flatMap((path) => Object.values(inEachLanguage(path))),
    },
    sitemap: new URL('/sitemap.xml', await siteUrl()).href,
  };
}

import 'server-only';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { getLocale } from 'next-intl/server';
import { toLocale } from '#components/messages/index.ts';
import {
  defaultLanguage,
  languages,
  languageTags,
  pathIn,
} from '#server/config/languages.schema.ts';

/** Returns the site's origin as the client named it, because any host may be in front of the app. */
export async function siteUrl(): Promise<URL> {
  const given = await headers();
  const host = given.get('x-forwarded-host') ?? given.get('host') ?? 'localhost';
  const protocol = given.get('x-forwarded-proto') === 'https' ? 'https' : 'http';
  return new URL(`${protocol}://${host}`);
}

/** Returns the nonce of the page's policy, which every script of the page carries. */
export async function scriptNonce(): Promise<string | undefined> {
  const policy = (await headers()).get('content-security-policy') ?? '';
  return /'nonce-([^']+)'/.exec(policy)?.[1];
}

/** Returns the page's addresses in all languages, and the canonical one. */
export async function addressesOf(path: string): Promise<NonNullable<Metadata['alternates']>> {
  return {
    canonical: pathIn(toLocale(await getLocale()), path),
    languages: { ...inEachLanguage(path), 'x-default': pathIn(defaultLanguage, path) },
  };
}

/** Returns the path's address in each language; with a site, the whole address. */
export const inEachLanguage = (path: string, site?: URL): Record<string, string> =>
  Object.fromEntries(
    languages.map((language) => {
      const address = pathIn(language, path);
      return [languageTags[language], site === undefined ? address : new URL(address, site).href];
    }),
  );

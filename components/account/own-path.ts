import { splitLanguage } from '#server/config/languages.schema.ts';

const nowhere = 'http://own.invalid';
// Maximum length of a path, because next-auth stores the path in a cookie.
const lengthMax = 2_000;

/**
 * Returns the path without its language, or `/` unless `value` is a path on this site, so that a
 * sign-in link cannot redirect to another site.
 */
export function ownPath(value: unknown): string {
  if (typeof value !== 'string' || !/^\/(?![/\\])/.test(value) || !URL.canParse(value, nowhere))
    return '/';
  // The URL parser, like browsers, ignores tabs and line breaks and treats `\` as `/`.
  const { origin, pathname, search, hash } = new URL(value, nowhere);
  const path = `${splitLanguage(pathname).path}${search}${hash}`;
  return origin === nowhere && !pathname.startsWith('//') && path.length <= lengthMax ? path : '/';
}

export function withReturnTo(page: '/sign-in' | '/sign-up', returnTo: string): string {
  return returnTo === '/' ? page : `${page}?returnTo=${encodeURIComponent(returnTo)}`;
}

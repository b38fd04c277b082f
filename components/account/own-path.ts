const nowhere = 'http://own.invalid';
// next-auth stores the path in a cookie, whose size browsers limit.
const lengthMax = 2_000;

/**
 * Returns `/` unless `value` is a path on this site, so that a sign-in link cannot redirect to
 * another site.
 */
export function ownPath(value: unknown): string {
  if (typeof value !== 'string' || !/^\/(?![/\\])/.test(value) || !URL.canParse(value, nowhere))
    return '/';
  // The URL parser drops tabs and line breaks and reads `\` as `/`, as browsers do.
  const { origin, pathname, search, hash } = new URL(value, nowhere);
  const path = `${pathname}${search}${hash}`;
  return origin === nowhere && !pathname.startsWith('//') && path.length <= lengthMax ? path : '/';
}

export function withReturnTo(page: '/sign-in' | '/sign-up', returnTo: string): string {
  return returnTo === '/' ? page : `${page}?returnTo=${encodeURIComponent(returnTo)}`;
}

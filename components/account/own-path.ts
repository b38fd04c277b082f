const nowhere = 'http://own.invalid';
const lengthMax = 2_000; // next-auth stores it in a cookie

/**
 * Returns `/` unless `value` is a path on this site, so that a sign-in link cannot redirect to
 * another site.
 */
export function ownPath(value: unknown): string {
  if (typeof value !== 'string' || !/^\/(?![/\\])/.test(value) || !URL.canParse(value, nowhere))
    return '/';
  // Parse as browsers do: they drop tabs and line breaks and read `\` as `/`.
  const { origin, pathname, search, hash } = new URL(value, nowhere);
  const path = `${pathname}${search}${hash}`;
  return origin === nowhere && !pathname.startsWith('//') && path.length <= lengthMax ? path : '/';
}

export function withReturnTo(page: '/sign-in' | '/sign-up', returnTo: string): string {
  return returnTo === '/' ? page : `${page}?returnTo=${encodeURIComponent(returnTo)}`;
}

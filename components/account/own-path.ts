const nowhere = 'http://own.invalid';
const lengthMax = 2_000; // next-auth keeps it in a cookie

/** `value` if it is a path on this site, else `/`: nobody is sent to another site by a link to our sign-in. */
export function ownPath(value: unknown): string {
  if (typeof value !== 'string' || !/^\/(?![/\\])/.test(value) || !URL.canParse(value, nowhere))
    return '/';
  // Parsed as browsers do, which drop tabs and line breaks and read `\` as `/`.
  const { origin, pathname, search, hash } = new URL(value, nowhere);
  const path = `${pathname}${search}${hash}`;
  return origin === nowhere && !pathname.startsWith('//') && path.length <= lengthMax ? path : '/';
}

/** A page's address with where to go on to afterwards. */
export function withReturnTo(page: '/sign-in' | '/sign-up', returnTo: string): string {
  return returnTo === '/' ? page : `${page}?returnTo=${encodeURIComponent(returnTo)}`;
}

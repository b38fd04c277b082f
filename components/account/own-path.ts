const nowhere = 'http://own.invalid';

/** `value` if it is a path on this site, else `/`: nobody is sent to another site by a link to our sign-in. */
export function ownPath(value: unknown): string {
  if (typeof value !== 'string' || !/^\/(?![/\\])/.test(value) || !URL.canParse(value, nowhere)) return '/';
  // Parsed as browsers do, which drop tabs and line breaks and read `\` as `/`.
  const { origin, pathname, search, hash } = new URL(value, nowhere);
  return origin === nowhere && !pathname.startsWith('//') ? `${pathname}${search}${hash}` : '/';
}

/** A page's address with where to go on to afterwards. */
export function withReturnTo(page: '/sign-in' | '/sign-up', returnTo: string): string {
  return returnTo === '/' ? page : `${page}?returnTo=${encodeURIComponent(returnTo)}`;
}

import { refuse } from '../errors.ts';
import { type CallerRequest, isSameOrigin, siteOf } from '../trpc/context.ts';

/**
 * Whatever may change something and carries a cookie comes from our own pages; what Next answers heeds cookies whether or not there
 * is an Authorization header. `form`: it is proved by a token in the form, so a program that says nothing of where it is may send it.
 * Refusal: CROSS_SITE.
 */
export function refuseCrossSite(request: CallerRequest, { form }: { form: boolean }): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.header('cookie') === undefined) return;
  if (isSameOrigin(request) || (form && siteOf(request) === 'untold')) return;
  refuse('CROSS_SITE');
}

import { perUserAndMinute } from '../rate-limit/rate-limit.ts';
import type { Endpoint } from './endpoint.ts';

const byAddress = 'the instance’s limit per minute and network address';

/** Returns the rate limit of an endpoint in words, or null if the endpoint has no limit. */
export function limitOf({
  limited,
  refusals,
}: Pick<Endpoint, 'limited' | 'refusals'>): string | null {
  const perUser = limited === undefined ? undefined : perUserAndMinute[limited];
  if (perUser !== undefined) return `${perUser.toLocaleString('en')} a minute per user`;
  if (limited !== undefined) return byAddress;
  return refusals.includes('TOO_MANY_REQUESTS') ? `${byAddress}, less after wrong passwords` : null;
}

import { perUserAndMinute } from '../rate-limit/rate-limit.ts';
import type { Endpoint } from './endpoint.ts';

const byAddress = 'the instance’s limit per minute and network address';

/**
 * Describes an endpoint's rate limit for readers. Returns null if the endpoint has no rate limit.
 */
export function limitOf({
  limited,
  refusals,
}: Pick<Endpoint, 'limited' | 'refusals'>): string | null {
  const perUser = limited === undefined ? undefined : perUserAndMinute[limited];
  if (perUser !== undefined) return `${perUser.toLocaleString('en')} a minute per user`;
  if (limited !== undefined) return byAddress;
  return refusals.includes('TOO_MANY_REQUESTS') ? `${byAddress}, less after wrong passwords` : null;
}

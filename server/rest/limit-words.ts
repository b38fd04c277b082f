import { perUserAndMinute } from '../rate-limit/rate-limit.ts';
import type { Endpoint } from './endpoint.ts';

const byAddress = 'as many a minute as the instance allows one network address';

/** How often an endpoint may be called, in words; null where nothing limits it. */
export function limitOf({
  limited,
  refusals,
}: Pick<Endpoint, 'limited' | 'refusals'>): string | null {
  const ofPerson = limited === undefined ? undefined : perUserAndMinute[limited];
  if (ofPerson !== undefined) return `${ofPerson.toLocaleString('en')} a minute per person`;
  if (limited !== undefined) return byAddress;
  return refusals.includes('TOO_MANY_REQUESTS')
    ? `${byAddress}, and fewer after wrong passwords`
    : null;
}

import { unstable_rethrow } from 'next/navigation';
import { refusalOf, type RefusalSeen } from '../errors.ts';

export type Attempt<T> = { ok: true; data: T } | { ok: false; code: RefusalSeen['code'] };

/**
 * Returns the code of a refusal instead of throwing the refusal. Rethrows Next's internal errors,
 * such as redirects.
 */
export async function attempt<T>(loading: Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, data: await loading };
  } catch (error) {
    unstable_rethrow(error);
    return { ok: false, code: refusalOf(error).code };
  }
}

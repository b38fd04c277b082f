import { refusalOf, type RefusalSeen } from '../errors.ts';

/**
 * Codes of errors after which a client can repeat the same call. Every code outside this list is a
 * final answer.
 */
const retryableCodes: readonly RefusalSeen['code'][] = [
  'OFFLINE',
  'TRY_AGAIN',
  'INTERNAL',
  'TOO_MANY_REQUESTS',
];

export const isRetryableCode = (code: RefusalSeen['code']): boolean =>
  retryableCodes.includes(code);

/** Returns true if a client can repeat the same call, because the error is not a final answer. */
export function isRetryable(error: unknown): boolean {
  return isRetryableCode(refusalOf(error).code);
}

/**
 * Returns true if the call may have had an effect. The rate limit refuses a call before the call
 * runs.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  return isRetryable(error) && refusalOf(error).code !== 'TOO_MANY_REQUESTS';
}

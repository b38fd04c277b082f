import { refusalOf, type RefusalSeen } from '../errors.ts';

/**
 * Error codes after which the client may repeat the call. Every error code outside this list is a
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

/** Returns true if the error is not a final answer, so that the client may repeat the call. */
export function isRetryable(error: unknown): boolean {
  return isRetryableCode(refusalOf(error).code);
}

/**
 * Returns true if the server may have run the call. Excludes TOO_MANY_REQUESTS, because the rate
 * limit refuses a call before it runs.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  return isRetryable(error) && refusalOf(error).code !== 'TOO_MANY_REQUESTS';
}

import { refusalOf, type RefusalSeen } from '../errors.ts';

/** Codes of errors that decide nothing. Every other refusal is an answer. */
const retryableCodes: readonly RefusalSeen['code'][] = [
  'OFFLINE',
  'TRY_AGAIN',
  'INTERNAL',
  'TOO_MANY_REQUESTS',
];

export const isRetryableCode = (code: RefusalSeen['code']): boolean =>
  retryableCodes.includes(code);

/** Whether the same call may be sent again, because this error does not decide its outcome. */
export function isRetryable(error: unknown): boolean {
  return isRetryableCode(refusalOf(error).code);
}

/** Whether the call may have taken effect. A rate limit refuses before the call runs. */
export function isOutcomeUnknown(error: unknown): boolean {
  return isRetryable(error) && refusalOf(error).code !== 'TOO_MANY_REQUESTS';
}

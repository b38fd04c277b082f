import { requestId } from '../config/request-id.ts';
import type { RefusalCode } from './errors.schema.ts';
import { seatDigits } from '../schema/ids.schema.ts';
import { httpStatusOf, type Refusal, titleOf } from './refusal.ts';

/**
 * Returns the WWW-Authenticate header for a 401 (RFC 9110, 15.5.2; RFC 6750), otherwise undefined.
 * `isPresented` is true if the request has an Authorization header.
 */
export function challengeOf(code: RefusalCode, isPresented: boolean): string | undefined {
  if (httpStatusOf(code) !== 401) return undefined;
  const isInvalid = code === 'QUEUE_TOKEN_INVALID' || (code === 'NOT_SIGNED_IN' && isPresented);
  return `Bearer realm="jari"${isInvalid ? ', error="invalid_token"' : ''}`;
}

/**
 * Formats a refusal as an RFC 9457 problem, with two-digit seat numbers. Includes `requestId` only
 * within a request.
 */
export function toProblem({ code, details }: Refusal) {
  const title = titleOf(code);
  const id = requestId();
  const seats = 'seats' in details && { seats: details.seats.map(seatDigits) };
  return {
    status: httpStatusOf(code),
    title,
    detail: title,
    code,
    ...details,
    ...seats,
    ...(id !== undefined && { requestId: id }),
  };
}

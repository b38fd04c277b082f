import { type RefusalCode, refusalStatus } from './errors.schema.ts';
import type { PlainCode, RefusalDetails } from './refusal-details.schema.ts';

/**
 * A "no" that the rules require, as typed data. Any thrown value except a Refusal is a bug or an
 * outage.
 */
export class Refusal<C extends RefusalCode = RefusalCode> extends Error {
  override name = 'Refusal';
  readonly code: C;
  readonly details: RefusalDetails<C>;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: C,
    details: RefusalDetails<C>,
    options?: { cause?: unknown; retryAfterSeconds?: number },
  ) {
    super(code, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = details;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}

/** Replaces `instanceof`, which would narrow to `Refusal<any>`. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Refusal;
}

/**
 * Returns a refusal as data, for a rule that checks other conditions first. Rethrows other errors.
 */
export function refusalAsData<T>(result: Promise<T>): Promise<T | Refusal> {
  return result.catch((error: unknown) => {
    if (isRefusal(error)) return error;
    throw error;
  });
}

/** Throws a refusal, and requires the details if the code has some. */
export function refuse<C extends RefusalCode>(
  code: C,
  ...[details]: C extends PlainCode ? [] : [RefusalDetails<C>]
): never {
  throw new Refusal<C>(code, (details ?? {}) as RefusalDetails<C>);
}

/**
 * Returns the refusal for an unavailable or overloaded PostgreSQL or Redis (503). TRY_AGAIN means
 * that the client can safely repeat the same request.
 */
export function tryAgain(cause: unknown, retryAfterSeconds = 2): Refusal<'TRY_AGAIN'> {
  return new Refusal('TRY_AGAIN', {}, { cause, retryAfterSeconds });
}

export function httpStatusOf(code: RefusalCode): number {
  return refusalStatus[code];
}

const titles: Record<RefusalCode, string> = {
  BAD_INPUT: 'The request is not valid',
  NOT_SIGNED_IN: 'Sign in first',
  QUEUE_TOKEN_MISSING: 'A queue token is needed',
  QUEUE_TOKEN_INVALID: 'The queue token is not valid',
  NOT_YOURS: 'This belongs to someone else',
  NOT_YOUR_TURN: 'It is not your turn yet',
  QUEUE_TOKEN_EXPIRED: 'Your place in the queue has ended',
  ADMIN_ONLY: 'For administrators only',
  CROSS_SITE: 'Requests from other sites are refused',
  NOT_FOUND: 'There is no such thing',
  METHOD_NOT_ALLOWED: 'This method is not allowed here',
  SEAT_TAKEN: 'A seat has just been taken',
  SEAT_BLOCKED: 'A seat is not for sale',
  SEAT_ORPHAN: 'A single seat would be left between others',
  SEAT_LIMIT: 'More seats than one user may have',
  EXTEND_LIMIT: 'The hold cannot be extended again',
  HOLD_EXPIRED: 'The hold has ended',
  ALREADY_PAID: 'This reservation has been paid',
  NOT_HELD: 'This reservation no longer holds its seats',
  INSUFFICIENT_BALANCE: 'The balance is too small',
  WALLET_LIMIT: 'The wallet would hold too much',
  SALE_NOT_OPEN: 'The queue is not open yet',
  SALE_CLOSED: 'The sale is over',
  TOO_LATE_TO_CANCEL: 'It is too late to cancel',
  EMAIL_TAKEN: 'This e-mail address has an account already',
  TOO_LARGE: 'The request is too large',
  NOT_JSON: 'The request must be JSON',
  IDEMPOTENCY_MISMATCH: 'This idempotency key was used for another request',
  TOO_MANY_REQUESTS: 'Too many requests',
  INTERNAL: 'Something went wrong on our side',
  NOT_IMPLEMENTED: 'This transfer coding is not supported',
  TRY_AGAIN: 'Please try again in a moment',
};

/**
 * Returns the English title of a refusal, for programs and logs. Pages show the translations in
 * components/errors.
 */
export function titleOf(code: RefusalCode): string {
  return titles[code];
}

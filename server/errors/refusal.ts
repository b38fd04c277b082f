import { type RefusalCode, refusalStatus } from './errors.schema.ts';
import type { PlainCode, RefusalDetails } from './refusal-details.schema.ts';

/**
 * A "no" that the rules require, with a typed code and details. Every thrown value that is not a
 * Refusal is a bug or an outage.
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

/** Narrows to `Refusal<RefusalCode>`, whereas `instanceof` would narrow to `Refusal<any>`. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Refusal;
}

/**
 * Resolves to a refusal instead of throwing it, so that the caller can check another condition
 * first. Rethrows every error that is not a refusal.
 */
export function refusalAsData<T>(result: Promise<T>): Promise<T | Refusal> {
  return result.catch((error: unknown) => {
    if (isRefusal(error)) return error;
    throw error;
  });
}

/** Throws a refusal; the compiler requires `details` for a code with details. */
export function refuse<C extends RefusalCode>(
  code: C,
  ...[details]: C extends PlainCode ? [] : [RefusalDetails<C>]
): never {
  throw new Refusal<C>(code, (details ?? {}) as RefusalDetails<C>);
}

/**
 * Returns TRY_AGAIN (503) for an outage or overload, with a Retry-After of 2 s by default.
 * TRY_AGAIN means that the client can safely repeat the request.
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
  ADMIN_ONLY: 'Only staff with a suitable role may do this',
  REAUTHENTICATE: 'A recent second factor is needed',
  EMAIL_NOT_VERIFIED: 'Only users with a verified e-mail address can do this',
  TERMS: 'The current terms must be accepted first',
  WRONG_PASSWORD: 'The password or code is wrong',
  CROSS_SITE: 'Requests from other sites are refused',
  NOT_FOUND: 'There is no such thing',
  METHOD_NOT_ALLOWED: 'This method is not allowed here',
  SEAT_TAKEN: 'A seat has just been taken',
  SEAT_BLOCKED: 'A seat is not for sale',
  SEAT_ORPHAN: 'A single seat would be left between others',
  COMPANION: 'A companion seat needs its wheelchair seat',
  NO_SEATS: 'No such seats are free',
  SEATS_FREE: 'Enough such seats are free',
  OFFER_OPEN: 'The waitlist holds seats for you',
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
  TICKET_CLOSED: 'This ticket can no longer change its owner or be cancelled',
  GIFT_OPEN: 'This ticket is already offered as a gift',
  GIFT_CLOSED: 'This gift is over',
  OFFERED: 'This ticket is being offered to the waitlist',
  EMAIL_TAKEN: 'This e-mail address has an account already',
  LINK_EXPIRED: 'The link was used or has expired',
  NOT_EMPTY: 'The account has a balance or tickets of future shows',
  LAST_OWNER: 'The last owner cannot be removed',
  CHANGED: 'Someone else has changed this meanwhile',
  IN_USE: 'Users hold or own these seats',
  NOT_READY: 'The concert is not ready for this',
  TOO_LARGE: 'The request is too large',
  NOT_JSON: 'The request must be JSON',
  NOT_AN_IMAGE: 'The file must be a JPEG, PNG, WebP or AVIF image',
  IDEMPOTENCY_MISMATCH: 'This idempotency key was used for another request',
  TOO_MANY_REQUESTS: 'Too many requests',
  INTERNAL: 'Something went wrong on our side',
  NOT_IMPLEMENTED: 'This transfer coding is not supported',
  MAIL_OFF: 'This server sends no mail',
  TRY_AGAIN: 'Please try again in a moment',
};

/**
 * Returns a refusal's English title, for programs and logs. Pages show translations from
 * components/errors instead.
 */
export function titleOf(code: RefusalCode): string {
  return titles[code];
}

// This module imports no zod, because zod would enlarge every page that loads the refusal codes.

/**
 * HTTP status of each refusal code. Refusal codes belong to the contract, so no release renames a
 * code.
 */
export const refusalStatus = {
  BAD_INPUT: 400,
  NOT_SIGNED_IN: 401,
  QUEUE_TOKEN_MISSING: 401,
  QUEUE_TOKEN_INVALID: 401,
  NOT_YOURS: 403,
  NOT_YOUR_TURN: 403,
  QUEUE_TOKEN_EXPIRED: 403,
  ADMIN_ONLY: 403,
  REAUTHENTICATE: 403,
  EMAIL_NOT_VERIFIED: 403,
  CROSS_SITE: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  SEAT_TAKEN: 409,
  SEAT_BLOCKED: 409,
  SEAT_ORPHAN: 409,
  COMPANION: 409,
  NO_SEATS: 409,
  SEATS_FREE: 409,
  OFFER_OPEN: 409,
  SEAT_LIMIT: 409,
  EXTEND_LIMIT: 409,
  HOLD_EXPIRED: 409,
  ALREADY_PAID: 409,
  NOT_HELD: 409,
  INSUFFICIENT_BALANCE: 409,
  WALLET_LIMIT: 409,
  SALE_NOT_OPEN: 409,
  SALE_CLOSED: 409,
  TOO_LATE_TO_CANCEL: 409,
  EMAIL_TAKEN: 409,
  LINK_EXPIRED: 409,
  LAST_OWNER: 409,
  CHANGED: 409,
  IN_USE: 409,
  NOT_READY: 409,
  TOO_LARGE: 413,
  NOT_JSON: 415,
  NOT_AN_IMAGE: 415,
  IDEMPOTENCY_MISMATCH: 422,
  TOO_MANY_REQUESTS: 429,
  INTERNAL: 500,
  NOT_IMPLEMENTED: 501,
  MAIL_OFF: 503,
  TRY_AGAIN: 503,
} as const;

export type RefusalCode = keyof typeof refusalStatus;
export const refusalCodes = Object.keys(refusalStatus) as RefusalCode[];

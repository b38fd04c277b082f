import { type RefusalCode, refusalStatus } from './errors.schema.ts';
import { seatDigits } from './ids.schema.ts';
import type { PlainCode, RefusalDetails } from './refusal-details.schema.ts';

/** A "no" that is part of the rules: typed data for the caller. Anything else that is thrown is a bug. */
export class Refusal<C extends RefusalCode = RefusalCode> extends Error {
  override name = 'Refusal';
  readonly code: C;
  readonly details: RefusalDetails<C>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: C, details: RefusalDetails<C>, options?: { cause?: unknown; retryAfterSeconds?: number }) {
    super(code, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = details;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }
}

/** `instanceof`, without its `Refusal<any>`. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Refusal;
}

/** What was asked for, or the refusal as data: for where a rule looks at it only after other things. Other errors are thrown on. */
export function refusalAsData<T>(asked: Promise<T>): Promise<T | Refusal> {
  return asked.catch((error: unknown) => {
    if (isRefusal(error)) return error;
    throw error;
  });
}

/** Refuses with `code`; the details are required where the code has some. */
export function refuse<C extends RefusalCode>(code: C, ...[details]: C extends PlainCode ? [] : [RefusalDetails<C>]): never {
  throw new Refusal<C>(code, (details ?? {}) as RefusalDetails<C>);
}

/** 503: the stores are away or too busy; nothing has been changed that the same request would change again. */
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
  QUEUE_TOKEN_EXPIRED: 'Your place in line has ended',
  ADMIN_ONLY: 'For administrators only',
  CROSS_SITE: 'Requests from other sites are refused',
  NOT_FOUND: 'There is no such thing',
  METHOD_NOT_ALLOWED: 'This method is not allowed here',
  SEAT_TAKEN: 'A seat has just been taken',
  SEAT_BLOCKED: 'A seat is not for sale',
  SEAT_ORPHAN: 'A single seat would be left between others',
  SEAT_LIMIT: 'More seats than one person may have',
  EXTEND_LIMIT: 'The hold cannot be extended again',
  HOLD_EXPIRED: 'The hold has ended',
  ALREADY_PAID: 'This reservation has been paid',
  NOT_HELD: 'This reservation no longer holds its seats',
  INSUFFICIENT_BALANCE: 'The balance is too small',
  WALLET_LIMIT: 'The wallet would hold too much',
  SALE_NOT_OPEN: 'The line is not open yet',
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

/** The sentence that programs show or log; people see components/errors' sentences in their own language. */
export function titleOf(code: RefusalCode): string {
  return titles[code];
}

/**
 * The WWW-Authenticate header that every 401 must carry (RFC 9110, 15.5.2), by RFC 6750; undefined for another status.
 * `isPresented`: the request came with a credential.
 */
export function challengeOf(code: RefusalCode, isPresented: boolean): string | undefined {
  if (httpStatusOf(code) !== 401) return undefined;
  const isInvalid = code === 'QUEUE_TOKEN_INVALID' || (code === 'NOT_SIGNED_IN' && isPresented);
  return `Bearer realm="jari"${isInvalid ? ', error="invalid_token"' : ''}`;
}

/** A refusal as RFC 9457 has it, for the REST API, where a seat is two digits. */
export function toProblem({ code, details }: Refusal) {
  const title = titleOf(code);
  const seats = 'seats' in details && { seats: details.seats.map(seatDigits) };
  return { status: httpStatusOf(code), title, detail: title, code, ...details, ...seats };
}

interface Thrown {
  code?: unknown;
  name?: unknown;
  message?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: unknown };
}
const asThrown = (error: unknown): Thrown => (typeof error === 'object' && error !== null ? error : {});

/** PostgreSQL's SQLSTATE, in whichever of Prisma's shapes the error came (raw query, model call, COMMIT). */
export function sqlStateOf(error: unknown): string | undefined {
  const { meta, cause } = asThrown(error);
  const adapterError = asThrown(meta?.driverAdapterError ?? error);
  const { originalCode } = (adapterError.cause ?? cause ?? {}) as { originalCode?: unknown };
  return typeof originalCode === 'string' ? originalCode : undefined;
}

/** The constraint that a write broke, in either of Prisma's shapes; undefined where none is named. */
export function constraintOf(error: unknown): string | undefined {
  const { meta } = asThrown(error);
  const cause = asThrown(meta?.driverAdapterError ?? error).cause as
    { constraint?: { index?: unknown }; originalMessage?: unknown } | undefined;
  if (typeof cause?.constraint?.index === 'string') return cause.constraint.index;
  return typeof cause?.originalMessage === 'string' ? /constraint "([^"]+)"/.exec(cause.originalMessage)?.[1] : undefined;
}

const awaySqlStates = /^(08|53|57|58)|^(55P03|25P03)$/; // connection, resources, operator intervention (also timeouts), system; lock_timeout, idle in transaction
const awayPrismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);
const awayMessages =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|Connection (is closed|terminated)|is not queryable|connection timeout|timeout exceeded when trying to connect|Query read timeout|Command timed out|max retries per request|^(LOADING|BUSY|OOM|MISCONF|MASTERDOWN|NOREPLICAS|READONLY|TRYAGAIN|CLUSTERDOWN) |Too many Cluster redirections|None of startup nodes is available|Failed to refresh slots cache|Cluster is ended|Stream isn't writeable/i;

/** Whether an error means that a store is away or overloaded, which is nobody's bug. */
export function storeIsAway(error: unknown): boolean {
  const { code, message, name, cause, meta } = asThrown(error);
  if (typeof code === 'string' && awayPrismaCodes.has(code)) return true;
  const state = sqlStateOf(error);
  if (state !== undefined) return awaySqlStates.test(state);
  const adapterCause = (asThrown(meta?.driverAdapterError).cause ?? (name === 'DriverAdapterError' ? cause : undefined)) as
    { kind?: unknown } | undefined;
  if (
    typeof adapterCause?.kind === 'string' &&
    /Connection|NotReachable|SocketTimeout|TooManyConnections/.test(adapterCause.kind)
  )
    return true;
  return typeof message === 'string' && (awayMessages.test(message) || name === 'MaxRetriesPerRequestError');
}

/** What to tell the caller: the refusal itself, TRY_AGAIN when a store is away, INTERNAL for our own bugs. */
export function toRefusal(error: unknown): Refusal {
  if (isRefusal(error)) return error;
  if (storeIsAway(error)) return tryAgain(error);
  return new Refusal('INTERNAL', {}, { cause: error });
}

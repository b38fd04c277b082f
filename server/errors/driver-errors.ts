import { isRefusal, Refusal, tryAgain } from './refusal.ts';

interface Thrown {
  code?: unknown;
  name?: unknown;
  message?: unknown;
  cause?: unknown;
  meta?: { driverAdapterError?: unknown };
}
const asThrown = (error: unknown): Thrown =>
  typeof error === 'object' && error !== null ? error : {};

/**
 * Returns PostgreSQL's SQLSTATE from any of Prisma's error shapes: raw query, model call or COMMIT.
 */
export function sqlStateOf(error: unknown): string | undefined {
  const { meta, cause } = asThrown(error);
  const adapterError = asThrown(meta?.driverAdapterError ?? error);
  const { originalCode } = (adapterError.cause ?? cause ?? {}) as { originalCode?: unknown };
  return typeof originalCode === 'string' ? originalCode : undefined;
}

/**
 * Returns the constraint that a write violated, from either of Prisma's error shapes, or undefined.
 */
export function constraintOf(error: unknown): string | undefined {
  const { meta } = asThrown(error);
  const cause = asThrown(meta?.driverAdapterError ?? error).cause as
    { constraint?: { index?: unknown }; originalMessage?: unknown } | undefined;
  if (typeof cause?.constraint?.index === 'string') return cause.constraint.index;
  return typeof cause?.originalMessage === 'string'
    ? /constraint "([^"]+)"/.exec(cause.originalMessage)?.[1]
    : undefined;
}

// Classes 08, 53, 57 and 58: connection, resources, operator intervention (also timeouts), system.
// Codes 55P03 and 25P03: lock_timeout and idle-in-transaction timeout.
const unavailableSqlStates = /^(08|53|57|58)|^(55P03|25P03)$/;
const unavailablePrismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);
const unavailableMessages =
  /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EHOSTUNREACH|Connection (is closed|terminated)|is not queryable|connection timeout|timeout exceeded when trying to connect|Query read timeout|Command timed out|max retries per request|^(LOADING|BUSY|OOM|MISCONF|MASTERDOWN|NOREPLICAS|READONLY|TRYAGAIN|CLUSTERDOWN) |Too many Cluster redirections|None of startup nodes is available|Failed to refresh slots cache|Cluster is ended|Stream isn't writeable/i;

/** Returns true if an error means that PostgreSQL or Redis is unavailable or overloaded. */
export function isUnavailable(error: unknown): boolean {
  const { code, message, name, cause, meta } = asThrown(error);
  if (typeof code === 'string' && unavailablePrismaCodes.has(code)) return true;
  const state = sqlStateOf(error);
  if (state !== undefined) return unavailableSqlStates.test(state);
  const adapterCause = (asThrown(meta?.driverAdapterError).cause ??
    (name === 'DriverAdapterError' ? cause : undefined)) as { kind?: unknown } | undefined;
  if (
    typeof adapterCause?.kind === 'string' &&
    /Connection|NotReachable|SocketTimeout|TooManyConnections/.test(adapterCause.kind)
  )
    return true;
  return (
    typeof message === 'string' &&
    (unavailableMessages.test(message) || name === 'MaxRetriesPerRequestError')
  );
}

/**
 * Converts a thrown value to a refusal: TRY_AGAIN if PostgreSQL or Redis is unavailable, INTERNAL
 * for a bug. Returns a refusal unchanged.
 */
export function toRefusal(error: unknown): Refusal {
  if (isRefusal(error)) return error;
  if (isUnavailable(error)) return tryAgain(error);
  return new Refusal('INTERNAL', {}, { cause: error });
}

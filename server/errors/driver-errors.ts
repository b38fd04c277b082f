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
 * Returns PostgreSQL's SQLSTATE from a Prisma error, or undefined. Raw queries, model calls and
 * COMMIT throw errors of different shapes.
 */
export function sqlStateOf(error: unknown): string | undefined {
  const { meta, cause } = asThrown(error);
  const adapterError = asThrown(meta?.driverAdapterError ?? error);
  const { originalCode } = (adapterError.cause ?? cause ?? {}) as { originalCode?: unknown };
  return typeof originalCode === 'string' ? originalCode : undefined;
}

/**
 * Returns the name of the constraint that a write violated, or undefined. Raw statements and model
 * calls throw errors of different shapes.
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

// SQLSTATE classes of an outage: 08 (connection), 53 (resources), 57 (operator intervention,
// timeouts) and 58 (system error). Code 55P03 is a lock timeout; code 25P03 is an
// idle-in-transaction timeout.
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
 * Converts an outage of PostgreSQL or Redis to TRY_AGAIN, and a bug to INTERNAL. Returns a refusal
 * unchanged.
 */
export function toRefusal(error: unknown): Refusal {
  if (isRefusal(error)) return error;
  if (isUnavailable(error)) return tryAgain(error);
  return new Refusal('INTERNAL', {}, { cause: error });
}

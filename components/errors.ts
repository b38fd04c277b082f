import { useFormatter, useTranslations } from 'next-intl';
import { type RefusalCode, refusalStatus } from '#server/errors/errors.schema.ts';
import { useFormats } from './format.tsx';

/**
 * Refusal with optional details, which depend on the code. The code OFFLINE means that the client
 * received no answer.
 */
export interface RefusalSeen {
  code: RefusalCode | 'OFFLINE';
  seats?: number[] | undefined;
  limit?: number | undefined;
  missing?: number | undefined;
  opensAt?: string | undefined;
  reason?: string | undefined;
  state?: string | undefined;
}

const isCode = (value: unknown): value is RefusalCode =>
  typeof value === 'string' && Object.hasOwn(refusalStatus, value);
const numberIn = (value: unknown) => (typeof value === 'number' ? value : undefined);
const textIn = (value: unknown) => (typeof value === 'string' ? value : undefined);
const numbersIn = (value: unknown) =>
  Array.isArray(value) && value.every((item) => typeof item === 'number') ? value : undefined;

/** Maps an unknown code, for example from a newer server, to OFFLINE. */
export function refusalOf(error: unknown): RefusalSeen {
  // The refusal is in `data` in the browser, and in `cause` on the server.
  const { data, cause } = (error ?? {}) as {
    data?: { refusal?: unknown };
    cause?: { code?: unknown; details?: object };
  };
  const given = (data?.refusal ?? { ...cause?.details, code: cause?.code }) as Record<
    keyof RefusalSeen,
    unknown
  >;
  const { code, seats, limit, missing, opensAt, reason, state } = given;
  if (!isCode(code)) return { code: 'OFFLINE' };
  return {
    code,
    seats: numbersIn(seats),
    limit: numberIn(limit),
    missing: numberIn(missing),
    opensAt: textIn(opensAt),
    reason: textIn(reason),
    state: textIn(state),
  };
}

export function useRefusalText(): (error: unknown) => string {
  const t = useTranslations('errors');
  const { list } = useFormatter();
  const { number, moment } = useFormats();
  return (error) => {
    const refusal = refusalOf(error);
    const { code, seats = [], limit = 0, missing = 0, opensAt, reason = '', state = '' } = refusal;
    return t(code, {
      seats: list(seats.map(String)),
      limit,
      missing: number(missing),
      time: opensAt === undefined ? '' : moment(opensAt),
      reason,
      state,
    });
  };
}

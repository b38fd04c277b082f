import { useFormatter, useTranslations } from 'next-intl';
import { z } from 'zod';
import { type RefusalCode, refusalCodes } from '#server/errors.schema.ts';
import { useFormats } from './format.tsx';

const refusal = z.object({
  code: z.enum(refusalCodes as [RefusalCode, ...RefusalCode[]]),
  seats: z.array(z.number()).optional(),
  limit: z.number().optional(),
  missing: z.number().optional(),
  opensAt: z.string().optional(),
});

/** Why something was refused, with the details that some codes have; OFFLINE when no answer came. */
export interface RefusalSeen {
  code: RefusalCode | 'OFFLINE';
  seats?: number[] | undefined;
  limit?: number | undefined;
  missing?: number | undefined;
  opensAt?: string | undefined;
}

export function refusalOf(error: unknown): RefusalSeen {
  // In the browser the refusal came over the wire; on the server it is the error's own cause.
  const { data, cause } = (error ?? {}) as { data?: { refusal?: unknown }; cause?: { code?: unknown; details?: object } };
  const seen = refusal.safeParse(data?.refusal ?? { ...cause?.details, code: cause?.code });
  return seen.success ? seen.data : { code: 'OFFLINE' };
}

/** The sentence for a person, in their language. */
export function useRefusalText(): (error: unknown) => string {
  const t = useTranslations('errors');
  const { list } = useFormatter();
  const { number, moment } = useFormats();
  return (error) => {
    const { code, seats = [], limit = 0, missing = 0, opensAt } = refusalOf(error);
    return t(code, {
      seats: list(seats.map(String)),
      limit,
      missing: number(missing),
      time: opensAt === undefined ? '' : moment(opensAt),
    });
  };
}

import { z } from 'zod';
import { refusalDetails } from '#server/errors/refusal-details.schema.ts';

const shapes = {
  BAD_INPUT: z.object(refusalDetails.BAD_INPUT),
  CHANGED: z.object(refusalDetails.CHANGED),
  IN_USE: z.object(refusalDetails.IN_USE),
  NOT_READY: z.object(refusalDetails.NOT_READY),
};
const answer = z.object({ data: z.object({ refusal: z.looseObject({ code: z.string() }) }) });

/** Returns the details of a refusal with this code; null for any other error. */
export function detailsOf<C extends keyof typeof shapes>(
  error: unknown,
  code: C,
): z.output<(typeof shapes)[C]> | null;
export function detailsOf(error: unknown, code: keyof typeof shapes): unknown {
  const { refusal } = answer.safeParse(error).data?.data ?? {};
  if (refusal?.code !== code) return null;
  return shapes[code].safeParse(refusal).data ?? null;
}

import { z } from 'zod';

/** Where tRPC's client keeps the answer that an error came with. */
const withResponse = z.object({ meta: z.object({ response: z.instanceof(Response) }) });

/** How long the server, or whatever stands before it, wants us to wait; 0 where it does not say. */
export function retryAfterSeconds(error: unknown): number {
  const { data } = withResponse.safeParse(error);
  const seconds = Number(data?.meta.response.headers.get('retry-after') ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : 0; // a date would be by a clock that is not ours
}

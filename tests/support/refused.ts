import { setTimeout as pause } from 'node:timers/promises';
import type { Reply } from './http-client.ts';

/** Status, refusal code and Retry-After header of an answer. */
export interface Refused {
  status: number;
  code: string | undefined;
  retryAfter: string | null;
}

export function refusedBy({ status, refusal, headers }: Reply): Refused {
  return { status, code: refusal?.code, retryAfter: headers.get('retry-after') };
}

/** Returns true if the answer is TRY_AGAIN with a Retry-After of at least 1 second. */
export const isTryAgain = ({ status, code, retryAfter }: Refused): boolean =>
  status === 503 && code === 'TRY_AGAIN' && Number(retryAfter) >= 1;

/**
 * Waits for the seconds in an answer's Retry-After header. Returns false at once if the answer has
 * no Retry-After.
 */
export async function waitAsAsked({ headers }: Reply): Promise<boolean> {
  const retryAfter = headers.get('retry-after');
  if (retryAfter !== null) await pause(Number(retryAfter) * 1_000);
  return retryAfter !== null;
}

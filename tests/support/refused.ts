import { setTimeout as pause } from 'node:timers/promises';
import type { Reply } from './http-client.ts';

/** An unexpected answer. */
export interface Refused {
  status: number;
  code: string | undefined;
  retryAfter: string | null;
}

export function refusedBy({ status, refusal, headers }: Reply): Refused {
  return { status, code: refusal?.code, retryAfter: headers.get('retry-after') };
}

/** Whether the answer is TRY_AGAIN with a valid Retry-After. */
export const isTryAgain = ({ status, code, retryAfter }: Refused): boolean =>
  status === 503 && code === 'TRY_AGAIN' && Number(retryAfter) >= 1;

/** Waits for the Retry-After of an answer. Returns false at once without one. */
export async function waitAsAsked({ headers }: Reply): Promise<boolean> {
  const retryAfter = headers.get('retry-after');
  if (retryAfter !== null) await pause(Number(retryAfter) * 1_000);
  return retryAfter !== null;
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Reply } from './http-client.ts';

/** An answer that is not the one that was asked for. */
export interface Refused {
  status: number;
  code: string | undefined;
  retryAfter: string | null;
}

export function refusedBy({ status, refusal, headers }: Reply): Refused {
  return { status, code: refusal?.code, retryAfter: headers.get('retry-after') };
}

/** Whether it says that the same request may succeed in a moment, and when. */
export const isTryAgain = ({ status, code, retryAfter }: Refused): boolean =>
  status === 503 && code === 'TRY_AGAIN' && Number(retryAfter) >= 1;

/** Waits for as long as an answer asks one to before one comes again; false, at once, where it does not ask. */
export async function waitAsAsked({ headers }: Reply): Promise<boolean> {
  const retryAfter = headers.get('retry-after');
  if (retryAfter !== null) await pause(Number(retryAfter) * 1_000);
  return retryAfter !== null;
}

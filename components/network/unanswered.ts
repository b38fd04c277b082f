import { refusalOf } from '../errors.ts';

/** Whether nobody knows if it was done: no answer came, or none that decides. The same may then be asked again. */
export function unanswered(error: unknown): boolean {
  return ['OFFLINE', 'TRY_AGAIN', 'INTERNAL'].includes(refusalOf(error).code);
}

/** The same, or a rate limit, which refuses before anything is looked up and says nothing of earlier tries. */
export function undecided(error: unknown): boolean {
  return unanswered(error) || refusalOf(error).code === 'TOO_MANY_REQUESTS';
}

import { refusalOf } from '../errors.ts';
import type { AccountProblem } from './use-account-form.ts';

/**
 * Returns the problem that a form with a mailed link shows for a refusal. A form has checked its own
 * fields, so a bad input is a damaged link.
 */
export function linkProblem(error: unknown): AccountProblem {
  const { code } = refusalOf(error);
  if (code === 'BAD_INPUT') return 'LINK_EXPIRED';
  return code === 'LINK_EXPIRED' || code === 'MAIL_OFF' || code === 'TOO_MANY_REQUESTS'
    ? code
    : 'BUSY';
}

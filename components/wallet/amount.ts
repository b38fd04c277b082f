import { chargeKrwMax } from '#server/wallet/wallet.schema.ts';
import { halfWidth } from '../half-width.ts';

/** In won, or null if the amount cannot be charged. Commas and spaces are ignored. */
export function amountOf(text: string): number | null {
  const digits = halfWidth(text)
    .replace(/[\s,]/g, '')
    .replace(/^₩|원$/g, '');
  const amount = /^\d{1,9}$/.test(digits) ? Number(digits) : 0;
  return amount >= 1 && amount <= chargeKrwMax ? amount : null;
}

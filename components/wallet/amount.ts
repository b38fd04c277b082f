import { chargeKrwMax } from '#server/wallet/wallet.schema.ts';
import { halfWidth } from '../half-width.ts';

/** Returns an amount between 1 and `chargeKrwMax` won, or null. Ignores commas and spaces. */
export function amountOf(text: string): number | null {
  const digits = halfWidth(text)
    .replace(/[\s,]/g, '')
    .replace(/^₩|원$/g, '');
  const amount = /^\d{1,9}$/.test(digits) ? Number(digits) : 0;
  return amount >= 1 && amount <= chargeKrwMax ? amount : null;
}

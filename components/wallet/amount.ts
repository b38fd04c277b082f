import { chargeKrwMax } from '#server/wallet/wallet.schema.ts';

/** What the person typed, in won; null where it is no amount that can be charged. */
export function amountOf(text: string): number | null {
  const digits = text.replace(/[\s,₩원]/g, '');
  const amount = /^\d{1,9}$/.test(digits) ? Number(digits) : 0;
  return amount >= 1 && amount <= chargeKrwMax ? amount : null;
}

import { chargeKrwMax } from '#server/wallet/wallet.schema.ts';
import { halfWidth } from '../half-width.ts';

/** Removes spaces, commas and the currency, and converts full-width characters. */
const plain = (text: string): string =>
  halfWidth(text)
    .replace(/[\s,]/g, '')
    .replace(/^₩|(?:원|ウォン|韩元)$/g, '');

/** Returns an amount between 1 and `chargeKrwMax` won, or null. Ignores commas and spaces. */
export function amountOf(text: string): number | null {
  const digits = plain(text);
  const amount = /^\d{1,9}$/.test(digits) ? Number(digits) : 0;
  return amount >= 1 && amount <= chargeKrwMax ? amount : null;
}

/** Groups the digits of an amount, as in `616,000`. Returns any other text unchanged. */
export function grouped(text: string): string {
  const digits = plain(text);
  if (!/^\d+$/.test(digits)) return text;
  return digits.replace(/^0+(?=\d)/, '').replace(/\B(?=(\d{3})+$)/g, ',');
}

const digitsIn = (text: string): number => halfWidth(text).replace(/\D/g, '').length;

/**
 * Returns the caret's position in `shown`, the grouped text of `typed`. As many digits follow the
 * caret as before. The caret is never behind a comma, where a backspace would change nothing.
 */
export function caretIn(shown: string, typed: string, caret: number): number {
  const after = digitsIn(typed.slice(caret));
  let at = shown.length;
  while (at > 0 && (digitsIn(shown.slice(at)) < after || shown[at - 1] === ',')) at--;
  return at;
}

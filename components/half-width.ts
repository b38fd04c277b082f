/**
 * Converts full-width ASCII, ￦ and spaces, which Korean and Japanese keyboards produce. Avoids
 * NFKC, which also turns `1⁰` into `10`.
 */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll('\uFFE6', '₩')
    .replaceAll('\u3000', ' ');
}

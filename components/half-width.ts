/**
 * Text with the full-width forms of ASCII, ￦ and the wide space as plain characters, as Korean and Japanese keyboards type them.
 * Not NFKC: that would make `10` of `1⁰`.
 */
export function halfWidth(text: string): string {
  return text
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replaceAll('\uFFE6', '₩')
    .replaceAll('\u3000', ' ');
}

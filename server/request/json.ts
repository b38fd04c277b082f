import { isUtf8 } from 'node:buffer';

/**
 * Throws SyntaxError for malformed JSON. Throws SyntaxError if an object repeats a name, because
 * parsers disagree on which value counts. Substitutes a fraction for a number that JSON.parse would
 * round to an integer: `9999999.99999999999` must not become 10,000,000.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const { repeatsName, rounded } = inspect(text);
  if (repeatsName) throw new SyntaxError('an object repeats a name');
  return rounded.length === 0 ? value : JSON.parse(withFractions(text, rounded));
}

/**
 * Returns an empty string for a body that is not UTF-8, because parseJson refuses an empty string.
 */
export function textOf(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : '';
}

interface Span {
  start: number;
  end: number;
}

// Scans tokens instead of using a reviver of JSON.parse, whose recursion would overflow the stack
// for deep nesting.
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Finds repeated names in objects, and the spans of numbers that JSON.parse rounds to integers. */
function inspect(wellFormed: string): { repeatsName: boolean; rounded: Span[] } {
  const open: (Set<string> | null)[] = []; // the names of each open object; null for an open list
  const rounded: Span[] = [];
  let before = '';
  for (const { 0: token, index } of wellFormed.matchAll(tokens)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : null);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const names = open.at(-1);
      const name = JSON.parse(before) as string;
      if (names?.has(name) === true) return { repeatsName: true, rounded: [] };
      names?.add(name);
    } else if (!token.startsWith('"') && isRounded(token))
      rounded.push({ start: index, end: index + token.length });
    before = token;
  }
  return { repeatsName: false, rounded };
}

/**
 * Returns true if JSON.parse rounds a number to a safe integer. Ignores unsafe integers, because no
 * input accepts them.
 */
function isRounded(source: string): boolean {
  const value = Number(source);
  return Number.isSafeInteger(value) && decimalOf(source) !== decimalOf(String(value));
}

/**
 * Returns the magnitude of a number as significant digits and a power of ten: `15e-1` for `-1.50`,
 * '' for zero.
 */
function decimalOf(source: string): string {
  const [, whole = '', fraction = '', exponent = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = withoutTrailingZeros(digits);
  if (significant === '') return '';
  return `${significant}e${String(Number(exponent) - fraction.length + digits.length - significant.length)}`;
}

// Uses a loop, because /0+$/ takes quadratic time for a long number.
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

/** Replaces each rounded number with 0.5, so that the refusal names the number's field. */
function withFractions(text: string, numbers: Span[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of numbers) {
    pieces.push(text.slice(from, start), '0.5');
    from = end;
  }
  return numbers.length === 0 ? text : `${pieces.join('')}${text.slice(from)}`;
}

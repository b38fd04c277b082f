import { isUtf8 } from 'node:buffer';

/**
 * Parses unambiguous JSON. Throws SyntaxError if the text is malformed or an object repeats a name,
 * since parsers disagree on which value counts. A number that only rounding makes an integer parses
 * to a fraction: `9999999.99999999999` never becomes 10,000,000.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const { repeatsName, rounded } = inspect(text);
  if (repeatsName) throw new SyntaxError('an object repeats a name');
  return rounded.length === 0 ? value : JSON.parse(withFractions(text, rounded));
}

/** A body as text; empty, and so malformed JSON, if it is not UTF-8. */
export function textOf(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : '';
}

interface Span {
  start: number;
  end: number;
}

// JSON.parse's reviver knows a number's source too, but recurses: deep nesting overflows the stack.
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Whether an object repeats a name, and the spans of numbers that parse to an integer by rounding.
 */
function inspect(wellFormed: string): { repeatsName: boolean; rounded: Span[] } {
  const open: (Set<string> | null)[] = []; // the names of each open object; null for a list
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

/** Whether JSON.parse rounds a number to an integer. No input accepts unsafe integers. */
function isRounded(source: string): boolean {
  const value = Number(source);
  return Number.isSafeInteger(value) && decimalOf(source) !== decimalOf(String(value));
}

/** A number's canonical magnitude: digits without outer zeros, and a power of ten; '' for zero. */
function decimalOf(source: string): string {
  const [, whole = '', fraction = '', exponent = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = withoutTrailingZeros(digits);
  if (significant === '') return '';
  return `${significant}e${String(Number(exponent) - fraction.length + digits.length - significant.length)}`;
}

// A loop, since /0+$/ restarts at each zero of a long number: quadratic time.
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

/** Replaces each number by a fraction, which every input refuses with the name of its field. */
function withFractions(text: string, numbers: Span[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of numbers) {
    pieces.push(text.slice(from, start), '0.5');
    from = end;
  }
  return numbers.length === 0 ? text : `${pieces.join('')}${text.slice(from)}`;
}

import { isUtf8 } from 'node:buffer';

/**
 * Parses JSON that means one thing only. Throws SyntaxError if the text is malformed, or if an object has a name twice, since
 * programs disagree on which of the two counts. A number that would only become an integer by rounding is no integer here:
 * `9999999.99999999999` parses to a fraction, never to 10,000,000.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const { repeatsName, rounded } = inspect(text);
  if (repeatsName) throw new SyntaxError('an object has a name twice');
  return rounded.length === 0 ? value : JSON.parse(withFractions(text, rounded));
}

/** A body's bytes as text; what is not UTF-8 is no text, and so no JSON. */
export function textOf(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : '';
}

interface Span {
  start: number;
  end: number;
}

// JSON.parse's reviver knows a number's source too, but recurses: a deeply nested body would overflow the stack.
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Whether an object of a well-formed text has a name twice, and where its numbers stand that parse to an integer by rounding. */
function inspect(wellFormed: string): { repeatsName: boolean; rounded: Span[] } {
  const open: (Set<string> | null)[] = []; // what each open object has named so far; null for a list
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

/** Whether a JSON number is read as an integer that it does not denote. Beyond the safe integers, no input takes any number. */
function isRounded(source: string): boolean {
  const value = Number(source);
  return Number.isSafeInteger(value) && decimalOf(source) !== decimalOf(String(value));
}

/** The one way to write a JSON number's magnitude: its digits without outer zeros, and their power of ten; '' for zero. */
function decimalOf(source: string): string {
  const [, whole = '', fraction = '', exponent = '0'] =
    /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = withoutTrailingZeros(digits);
  if (significant === '') return '';
  return `${significant}e${String(Number(exponent) - fraction.length + digits.length - significant.length)}`;
}

// A loop, since /0+$/ would try anew at each zero of a long number: quadratic time.
function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

/** The text with a fraction in place of each of these numbers, which every input refuses, naming its field. */
function withFractions(text: string, numbers: Span[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of numbers) {
    pieces.push(text.slice(from, start), '0.5');
    from = end;
  }
  return numbers.length === 0 ? text : `${pieces.join('')}${text.slice(from)}`;
}

import { isUtf8 } from 'node:buffer';

/**
 * JSON that means one thing only: programs disagree on which of two fields of one name counts. Throws SyntaxError where it is not
 * well-formed, or an object has a name twice.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (repeatsAName(text)) throw new SyntaxError('an object has a name twice');
  return value;
}

/** JSON as it is; nothing in its place where parseJson would throw, which whoever reads it refuses in their own time. */
export function unambiguous(text: string): string {
  try {
    parseJson(text);
    return text;
  } catch (error) {
    if (error instanceof SyntaxError) return '';
    throw error;
  }
}

/** A body's bytes as text; what is not UTF-8 is no text, and so no JSON. */
export function textOf(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString('utf8') : '';
}

const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g;

function repeatsAName(wellFormed: string): boolean {
  const open: (Set<string> | null)[] = []; // what each open object has named so far; null for a list
  let before = '';
  for (const [token] of wellFormed.matchAll(tokens)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : null);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const names = open.at(-1);
      const name = JSON.parse(before) as string;
      if (names?.has(name) === true) return true;
      names?.add(name);
    }
    before = token;
  }
  return false;
}

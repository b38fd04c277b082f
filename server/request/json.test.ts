import { expect, test } from 'vitest';
import { parseJson, textOf } from './json.ts';

test.each([
  '{"a":1,"a":1}',
  '{"a":1,"\\u0061":2}',
  '[{"b":[{"a":1,"c":{},"a":2}]}]',
  '{"0":{"x":1},"0":{"x":1}}',
  '{"":1,"":2}',
])('an object with a repeated name is refused: %s', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});

test.each([
  '{"a":{"a":{"a":1}}}',
  '[{"a":1},{"a":1}]',
  '{"a":"a","b":"{\\"a\\":1,\\"a\\":2}"}',
  '["a","a"]',
  '{"a":["a:",{"b":"\\\\"}],"b":1}',
  '7',
  ' null ',
])('the same name in another object is accepted: %s', (text) => {
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test.each([
  '9999999.99999999999',
  '10000000.0000000000001',
  '0.99999999999999999999',
  '9999999999999999999e-12',
  '1e-400',
  '-0.000000000000000000000000000000000000001e-300',
  '9007199254740990.9',
])('a number that only rounding makes an integer is not parsed as one: %s', (number) => {
  const text = `{"a":[1,{"b":${number}}],"c":"${number}","${number}":2}`;
  expect(parseJson(text)).toEqual({ a: [1, { b: 0.5 }], c: number, [number]: 2 });
  expect(Number.isInteger(parseJson(number))).toBe(false);
});

test.each([
  '1e3',
  '1E+3',
  '1000.0',
  '1000.000e0',
  '10000e-1',
  '0.1e4',
  '-0',
  '0.0',
  '0e999999999',
  '9007199254740991.0',
  '0.1',
  '1e400',
])('a number keeps its value in any notation: %s', (number) => {
  expect(parseJson(number)).toBe(Number(number));
});

test('an integer beyond the safe range is not parsed as a safe integer', () => {
  for (const number of ['9007199254740993', '1e21', '12345678901234567890'])
    expect(Number.isSafeInteger(parseJson(number))).toBe(false);
});

test('a long string, many names and deep nesting are parsed in linear time', () => {
  const since = performance.now();
  for (const text of [
    JSON.stringify({ a: '\\"'.repeat(15_000) }),
    JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`n${at}`, at]))),
    `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
    `1${'0'.repeat(60_000)}1`,
    `0.${'0'.repeat(60_000)}1e60001`,
    `[${'0.99999999999999999999,'.repeat(2_800)}1]`,
  ])
    parseJson(text);
  expect(performance.now() - since).toBeLessThan(2_000);
});

test('bytes that are not UTF-8 become an empty text', () => {
  expect(textOf(Buffer.from('{"이름":"자리"}'))).toBe('{"이름":"자리"}');
  for (const bytes of [
    [0x22, 0xff, 0x22],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
  ])
    expect(textOf(Buffer.from(bytes))).toBe('');
});

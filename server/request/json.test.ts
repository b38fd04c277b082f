import { expect, test } from 'vitest';
import { parseJson, textOf, unambiguous } from './json.ts';

test.each([
  '{"a":1,"a":1}',
  '{"a":1,"\\u0061":2}',
  '[{"b":[{"a":1,"c":{},"a":2}]}]',
  '{"0":{"x":1},"0":{"x":1}}',
  '{"":1,"":2}',
])('a name twice in one object is not read: %s', (text) => {
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
])('the same name elsewhere is: %s', (text) => {
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
])(
  'a number that only rounding makes an integer is none, for us and for another parser: %s',
  (number) => {
    const text = `{"a":[1,{"b":${number}}],"c":"${number}","${number}":2}`;
    for (const read of [parseJson(text), JSON.parse(unambiguous(text))])
      expect(read).toEqual({ a: [1, { b: 0.5 }], c: number, [number]: 2 });
    expect(Number.isInteger(parseJson(number))).toBe(false);
  },
);

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
])('a number is read as it is, however it is written: %s', (number) => {
  expect(unambiguous(`[${number}]`)).toBe(`[${number}]`);
  expect(parseJson(number)).toBe(Number(number));
});

test('of the integers that no input takes, none is read as one that inputs take', () => {
  for (const number of ['9007199254740993', '1e21', '12345678901234567890'])
    expect(Number.isSafeInteger(parseJson(number))).toBe(false);
});

test('a long string, many names and deep nesting are read in no time', () => {
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

test('bytes that are no UTF-8 are no text', () => {
  expect(textOf(Buffer.from('{"이름":"자리"}'))).toBe('{"이름":"자리"}');
  for (const bytes of [
    [0x22, 0xff, 0x22],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
  ])
    expect(textOf(Buffer.from(bytes))).toBe('');
});

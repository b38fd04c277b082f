import { expect, test } from 'vitest';
import { parseJson, textOf } from './json.ts';

test.each(['{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '[{"b":[{"a":1,"c":{},"a":2}]}]', '{"0":{"x":1},"0":{"x":1}}', '{"":1,"":2}'])(
  'a name twice in one object is not read: %s',
  (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  },
);

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

test('a long string, many names and deep nesting are read in no time', () => {
  const since = performance.now();
  for (const text of [
    JSON.stringify({ a: '\\"'.repeat(15_000) }),
    JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`n${at}`, at]))),
    `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
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

import fc from 'fast-check';

// Generators of invalid client input: values, names, texts, path segments and headers.

export const hostileTexts = [
  'a\0b',
  '\uD800',
  'x\uDC00',
  '\u202E10',
  'a\r\nset-cookie: stolen=1',
  "1' OR '1'='1",
  '1; DROP TABLE seats; --',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  '${7*7}{{7*7}}',
  '%00',
  '%0d%0aset-cookie:%20stolen=1',
  '\uFEFF01',
  '１',
  '０１',
  '٣',
];
const notNumbers = [
  '0x10',
  '1e3',
  '1',
  ' 1',
  '1 ',
  '+1',
  '01',
  '007',
  '1_000',
  '1,000',
  '1.0',
  '-0',
  'NaN',
  'Infinity',
  '',
  'true',
];
const notIds = [
  0, -1, 1.5, 0.1, 2_147_483_648, -2_147_483_649, 9_007_199_254_740_993, 1e21, 1e308, 5e-324,
];
const notDays = [
  '2026-02-30',
  '2100-02-29',
  '0000-01-01',
  '2026-13-01',
  '2026-1-1',
  '20260101',
  '2026-01-01T00:00:00Z',
  '２０２６-01-01',
];

/**
 * Property names that no input schema has. Careless code could copy or obey properties with these
 * names.
 */
export const strangeNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'price',
  'amount',
  'amountKrw',
  'balance',
  'role',
  'userId',
  'owner',
  'expiresAt',
  'heldUntil',
  'status',
  'refund',
  '',
  'a.b',
  '$where',
];

const nested = (depth: number, innermost: unknown = 1): unknown => {
  let value = innermost;
  for (let at = 0; at < depth; at++) value = [value];
  return value;
};

const largeTexts = fc
  .oneof(fc.integer({ min: 200, max: 2_200 }), fc.integer({ min: 65_000, max: 66_000 }))
  .map((n) => 'x'.repeat(n));

export const wrongValues: fc.Arbitrary<unknown> = fc.oneof(
  {
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      false,
      [],
      {},
      [5],
      ['1'],
      [[1]],
      { value: 1 },
      { $gt: 0 },
    ),
    weight: 4,
  },
  { arbitrary: fc.constantFrom(...notIds), weight: 4 },
  { arbitrary: fc.constantFrom(...notNumbers, ...notDays, ...hostileTexts), weight: 5 },
  { arbitrary: fc.string({ unit: 'binary' }), weight: 2 },
  { arbitrary: fc.jsonValue(), weight: 1 },
  { arbitrary: largeTexts, weight: 1 },
  {
    arbitrary: fc
      .integer({ min: 40, max: 700 })
      .map((count) => Array.from({ length: count }, (_, at) => at)),
    weight: 1,
  },
  { arbitrary: fc.integer({ min: 2, max: 1_000 }).map((depth) => nested(depth)), weight: 1 },
);

/** Path segments, escaped or unescaped, that are not valid ids. */
export const wrongSegments: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '%',
    '%00',
    '%E0%A4%A',
    '%2e%2e',
    '.',
    '..',
    '..;',
    '%2F',
    '%5C',
    '%0d%0a',
    '%EF%BC%91',
    "1'--",
    '1e3',
    '-1',
    '0',
    '1%20',
  ),
  fc
    .constantFrom(
      ...notNumbers.filter((text) => text !== ''),
      ...hostileTexts,
      ...notIds.map(String),
    )
    .map(escaped),
  fc.string({ unit: 'binary', minLength: 1 }).map(escaped),
  fc.integer({ min: 300, max: 8_000 }).map((length) => '9'.repeat(length)),
);

/** Invalid header values that Node can send, so without NUL and line breaks. */
export const wrongHeaders: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    'short',
    'a key',
    'key\twith\ttabs',
    '%0d%0aset-cookie:x',
    'x'.repeat(65),
    'x'.repeat(5_000),
  ),
  fc.constantFrom(
    "'; DROP TABLE seats;--",
    '../../etc',
    'seven77',
    '<b>12345678</b>',
    'eight-ch, eight-ch',
    '\u00e9\u00ff12345678',
  ),
  fc.stringMatching(/^[\x21-\x7e\x80-\xff]{1,80}$/),
);

/** Media types that are not JSON; undefined omits the Content-Type header. */
export const wrongMediaTypes = [
  undefined,
  'text/plain',
  'text/json',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/octet-stream',
  'application/json5',
  'application/xml',
  'application',
];

export function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/**
 * Fee schedules as JSON; each schedule breaks one rule. Without the field `note` or the eleventh
 * step, the last two fee schedules would be valid.
 */
export const wrongFeeSchedules = [
  'null',
  '{}',
  '5',
  '[null]',
  '[5]',
  '[{}]',
  '[{"fromDays": 10}]',
  '[{"fromDays": "10", "percent": 0}]',
  '[{"fromDays": 0, "percent": 0}]',
  '[{"fromDays": 366, "percent": 0}]',
  '[{"fromDays": 9.5, "percent": 0}]',
  '[{"fromDays": 10, "percent": -1}]',
  '[{"fromDays": 10, "percent": 100}]',
  '[{"fromDays": 10, "percent": 0.5}]',
  '[{"fromDays": 10, "percent": null}]',
  '[{"fromDays": 10, "percent": 0}, {"fromDays": 10, "percent": 5}]',
  '[{"fromDays": 3, "percent": 0}, {"fromDays": 10, "percent": 5}]',
  '[{"fromDays": 10, "percent": 20}, {"fromDays": 3, "percent": 10}]',
  '[{"fromDays": 10, "percent": 0, "note": "x"}]',
  JSON.stringify(Array.from({ length: 11 }, (_, at) => ({ fromDays: 20 - at, percent: at }))),
];

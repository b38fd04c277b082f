import { expect, test } from 'vitest';
import { emailAddress, knownEmailAddress } from './email.schema.ts';

const local64 = 'x'.repeat(64);
const label63 = 'b'.repeat(63);
// Returns an address of `last` + 198 octets; the limit is 254.
const long = (last: number) => `a@${label63}.${label63}.${label63}.${'b'.repeat(last)}.com`;

test.each([
  ['a&b@example.com'],
  ['a!b@example.com'],
  ['a/b@example.com'],
  ['a=b@example.com'],
  ["!#$%&'*+-/=?^_`{|}~@example.com"],
  ['a.b+c@sub.example.co.kr'],
  ['-@example.com'],
  [`${local64}@example.com`],
  [`a@${label63}.com`],
  ['a@1.example'],
  ['a@xn--mnchen-3ya.de'],
  ['a@xn--3e0b707e.xn--3e0b707e'],
  [long(56)],
])('%s is an address', (address) => {
  expect(emailAddress.parse(address)).toBe(address);
});

test.each([
  ['65 octets before the @', `x${local64}@example.com`],
  ['a label of 64 octets', `a@b${label63}.com`],
  ['255 octets in all', long(57)],
  ['a quoted local part', '"a b"@example.com'],
  ['a dot first', '.a@example.com'],
  ['a dot last', 'a.@example.com'],
  ['two dots in a row', 'a..b@example.com'],
  ['an empty local part', '@example.com'],
  ['an empty domain', 'a@'],
  ['an empty label', 'a@b..com'],
  ['a trailing dot', 'a@example.com.'],
  ['a hyphen before a label', 'a@-b.com'],
  ['a hyphen after a label', 'a@b-.com'],
  ['an underscore in the domain', 'a@b_c.com'],
  ['no top-level domain', 'a@localhost'],
  ['a top-level domain of one letter', 'a@example.c'],
  ['an IP address', 'a@127.0.0.1'],
  ['an address literal', 'a@[127.0.0.1]'],
  ['a port', 'a@example.com:80'],
  ['an escape in the domain', 'a@ex%61mple.com'],
  ['two @', 'a@b@example.com'],
  ['a space', 'a b@example.com'],
  ['a comma', 'a,b@example.com'],
  ['a name around it', 'A <a@example.com>'],
  ['a line break', 'a@example.com\nb@example.com'],
  ['a local part beyond ASCII', '이메일@example.com'],
  ['a letter whose lower case is k', '\u212Aim@example.com'],
  ['a domain with a bidi control', 'a@exam\u202Eple.com'],
])('%s is not an address', (_, address) => {
  expect(emailAddress.safeParse(address).success).toBe(false);
});

test.each([
  ['  A.B@Example.COM ', 'a.b@example.com'],
  ['a@한국.kr', 'a@xn--3e0b707e.kr'],
  ['A@XN--3E0B707E.KR', 'a@xn--3e0b707e.kr'],
  ['a@MÜNCHEN.de', 'a@xn--mnchen-3ya.de'],
  ['a@mu\u0308nchen.de', 'a@xn--mnchen-3ya.de'],
  ['a@ｅｘａｍｐｌｅ。com', 'a@example.com'],
])('%s has one spelling: %s', (typed, kept) => {
  expect(emailAddress.parse(typed)).toBe(kept);
  expect(knownEmailAddress.parse(typed)).toBe(kept);
});

test('validating an address takes bounded time for any length', () => {
  const since = performance.now();
  for (const text of [
    'x'.repeat(60_000),
    `a@${'b.'.repeat(30_000)}`,
    `${'a.'.repeat(120)}@${'b-'.repeat(5)}`,
    '@'.repeat(250),
  ])
    emailAddress.safeParse(text);
  expect(performance.now() - since).toBeLessThan(500);
});

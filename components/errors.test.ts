import { TRPCError } from '@trpc/server';
import { expect, test } from 'vitest';
import { languages } from '#server/config/languages.schema.ts';
import { refusalCodes } from '#server/errors/errors.schema.ts';
import { refusalOf, useRefusalText } from './errors.ts';
import { refused, inLanguage } from '#tests/support/components.tsx';

/** Builds the error that server rendering throws for a refusal. */
const thrown = (code: string, details: object = {}) =>
  new TRPCError({ code: 'CONFLICT', cause: Object.assign(new Error(code), { code, details }) });

test.each([
  ['SEAT_TAKEN', { seats: [3, 4] }],
  ['SEAT_LIMIT', { limit: 4 }],
  ['INSUFFICIENT_BALANCE', { missing: 1_000 }],
  ['SALE_NOT_OPEN', { opensAt: '2050-01-01T10:00:00.000Z' }],
  ['NOT_SIGNED_IN', {}],
] as const)(
  '%s is read with its details, both from the wire and on the server',
  (code, details) => {
    expect(refusalOf(refused(code, details))).toEqual({ code, ...details });
    expect(refusalOf(thrown(code, details))).toEqual({ code, ...details });
  },
);

test.each([
  [
    'the network’s',
    new TypeError('fetch failed', {
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    }),
  ],
  ['a proxy’s page', Object.assign(new Error('<html>'), { data: undefined })],
  [
    'a code of a newer server',
    Object.assign(new Error('NEW'), { data: { refusal: { code: 'SOMETHING_NEW' } } }),
  ],
  [
    'a code that every object has as a property',
    Object.assign(new Error('x'), { data: { refusal: { code: 'constructor' } } }),
  ],
  [
    'a text instead of a refusal',
    Object.assign(new Error('x'), { data: { refusal: 'SEAT_TAKEN' } }),
  ],
  ['none', null],
  ['none at all', undefined],
  ['a string', 'no'],
])('%s error is read as OFFLINE', (_, error) => {
  expect(refusalOf(error)).toEqual({ code: 'OFFLINE' });
});

test('a detail of an unexpected type is dropped, and the refusal is still read', () => {
  const details = { seats: ['3'], limit: '4', missing: null, opensAt: 5 };
  expect(refusalOf(refused('SEAT_TAKEN', details))).toEqual({ code: 'SEAT_TAKEN' });
});

test('every refusal has a complete sentence in each language', () => {
  const details = { seats: [3, 4], limit: 4, missing: 12_000, opensAt: '2050-01-01T10:00:00.000Z' };
  for (const locale of languages) {
    const sentences = refusalCodes.map((code) =>
      inLanguage(locale, useRefusalText)(refused(code, details)),
    );
    expect(sentences.filter((sentence) => !/^[^{}]{4,}[.。]$/.test(sentence))).toEqual([]);
    expect(new Set(sentences).size).toBe(refusalCodes.length);
  }
});

test('details are formatted in the user’s language', () => {
  const english = inLanguage('en', useRefusalText);
  const korean = inLanguage('ko', useRefusalText);
  expect(english(refused('SEAT_TAKEN', { seats: [3, 4] }))).toContain('3 and 4');
  expect(english(refused('INSUFFICIENT_BALANCE', { missing: 12_000 }))).toContain('₩12,000');
  expect(korean(refused('INSUFFICIENT_BALANCE', { missing: 12_000 }))).toContain('12,000원');
  expect(korean(refused('SALE_NOT_OPEN', { opensAt: '2050-01-01T10:00:00.000Z' }))).toContain(
    '2050년 1월 1일 (토) 오후 7:00',
  );
});

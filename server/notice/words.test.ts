import { expect, test } from 'vitest';
import { languages } from '../config/languages.schema.ts';
import { someFacts } from '#tests/support/notice-facts.ts';
import { noticeKinds } from './texts.ts';
import { wordsOfStored } from './words.ts';

const cases = languages.flatMap((language) => noticeKinds.map((kind) => ({ language, kind })));

test.each(cases)('$kind names its concert and opens a page ($language)', ({ language, kind }) => {
  const words = wordsOfStored({ kind, ...someFacts }, language);
  if (words === null) throw new Error('no words');
  const { subject, paragraphs, button, path } = words;
  expect(subject).toContain(someFacts.title[language]);
  expect(path).toMatch(/^\/(checkout|concerts|reservations)\//);
  for (const text of [subject, ...paragraphs, button]) {
    expect(text).not.toBe('');
    expect(text).not.toMatch(/undefined|NaN|null|\[object/);
  }
});

test('a message names dates, times and money in the words of its language', () => {
  const words = (kind: string, language: 'ko' | 'en') =>
    wordsOfStored({ kind, ...someFacts }, language)?.paragraphs.join('\n');
  expect(words('REFUNDED', 'ko')).toBe(
    '12월 14일 (월) 오후 7:00 · 좌석 12·13번\n' +
      '취소 수수료 24,200원을 뺀 242,000원을 지갑으로 돌려 드렸어요.\n' +
      '사유: 조명 <점검> & 안전',
  );
  expect(words('DATE_MOVED', 'en')).toContain(
    'The show of Sun, Dec 13, 7:00 PM KST now takes place on Mon, Dec 14, 7:00 PM KST.',
  );
  expect(words('HOLD_ENDS', 'ko')).toContain('오후 9:05까지 결제하면');
});

test('facts without a text or of a wrong form have no words', () => {
  expect(wordsOfStored({ kind: 'SEATS_REFUNDED', ...someFacts }, 'ko')).toBeNull();
  expect(wordsOfStored({ ...someFacts, kind: 'BOOKED', seats: 'all' }, 'ko')).toBeNull();
  expect(wordsOfStored(null, 'ko')).toBeNull();
});

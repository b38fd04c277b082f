import { expect, test } from 'vitest';
import { inLanguage } from '#tests/support/components.tsx';
import { useChangesText } from './changes.ts';

test.each([
  [{ paused: true }, 'admission paused', /멈|중지|중단/],
  [{ paused: false }, 'admission resumed', /다시|재개/],
  [{ capacity: 5, ratePerMinute: 300 }, 'capacity 5, 300 per minute', /5.*300/],
  [
    { sessionSeconds: 600, claimSeconds: 60, graceSeconds: 90 },
    'turn length 10 min, claim window 1 min, allowed absence 1 min 30 s',
    /10분.*1분.*1분 30초/,
  ],
  [
    { sessionSeconds: null, graceSeconds: null },
    'default turn length, default allowed absence',
    /예매.*비움/,
  ],
  [
    { opensAt: '2050-01-01T20:00:00+09:00' },
    'sale opens at Sat, Jan 1, 2050, 8:00 PM KST',
    /2050년 1월 1일.*8:00/,
  ],
  [
    { lineOpensAt: '2050-01-01T10:00:00Z' },
    'line opens at Sat, Jan 1, 2050, 7:00 PM KST',
    /2050년 1월 1일.*7:00/,
  ],
  [{ lineOpensAt: null }, 'line opens 30 minutes before the sale', /30분 전/],
  [{ message: 'Soon' }, 'message “Soon”', /Soon/],
  [{ message: '' }, 'message removed', /\S/],
  [{ message: null }, 'message removed', /\S/],
  [{ paymentId: 7, refundId: 8 }, 'payment 7, refund 8', /7.*8/],
  [{ maxSeats: 2, orphanRule: true }, 'seat limit 2, single-seat gaps blocked', /2.*\S/],
  [{ orphanRule: false }, 'single-seat gaps allowed', /\S/],
  [{ cancellationFees: [{ fromDays: 10, percent: 5 }] }, 'cancellation fees 10:5', /10:5/],
  [{ cancellationFees: [] }, 'no cancellations', /\S/],
  [{ cancellationFees: null }, 'default cancellation fees', /\S/],
  [{ somethingNew: { a: 1 } }, 'somethingNew: {"a":1}', /somethingNew: \{"a":1\}/],
  [{ status: 'PAID' }, 'paid', /예매/],
  [{ status: 'CANCELLED' }, 'cancelled', /취소/],
  [{ status: 'HELD', seats: [3, 4] }, 'held, seats 3, 4', /잡아 둔 좌석.*3, 4/],
  [{ state: 'WAITING', number: 12 }, 'waiting, place 12', /대기.*12/],
  [{ voided: true, ticketId: 7, seat: 3 }, 'void, ticket 7, seat 3', /무효.*7.*3/],
  [{ voided: false }, 'valid', /유효/],
  [{ status: 'UNHEARD_OF' }, 'status: UNHEARD_OF', /status: UNHEARD_OF/],
  [{}, '', /^$/],
  [null, '', /^$/],
])('%j is described in words', (details, inEnglish, inKorean) => {
  const described = (locale: 'ko' | 'en') => inLanguage(locale, () => useChangesText()(details));
  expect(described('en')).toBe(inEnglish);
  expect(described('ko')).toMatch(inKorean);
});

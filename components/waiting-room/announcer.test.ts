import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { NextIntlClientProvider } from 'next-intl';
import { expect, test } from 'vitest';
import { type Locale, messages } from '../messages/index.ts';
import { Announcer, nextAnnouncement } from './announcer.tsx';

const wait = '약 10~26분';
const at = (position: number, grows = false) => ({ position, wait, grows });

test.each([
  ['half of the way', 100, 50, true],
  ['less than half', 100, 51, false],
  ['a step near the front', 3, 2, true],
  ['further back', 7, 8, true],
  ['the same place', 7, 7, false],
])('%s: from %i to %i is announced: %s', (_, said, now, isSaid) => {
  const before = at(said);
  expect(nextAnnouncement(before, { ...at(now), wait: '1분 안에' })).toEqual(
    isSaid ? { ...at(now), wait: '1분 안에' } : before,
  );
});

test('a growing wait is announced once, until it grows again', () => {
  const before = at(7);
  const grown = nextAnnouncement(before, { ...at(7, true), wait: '약 10~27분' });
  expect(grown).toEqual({ position: 7, wait: '약 10~27분', grows: true });
  expect(nextAnnouncement(grown, { ...at(7, true), wait: '약 10~28분' })).toBe(grown);
  const over = nextAnnouncement(grown, at(7));
  expect(nextAnnouncement(over, { ...at(7, true), wait: '약 10~29분' })).toMatchObject({
    wait: '약 10~29분',
    grows: true,
  });
});

test.each([
  ['ko', false, '7번째, 약 10~26분.'],
  ['ko', true, '7번째, 약 10~26분. 앞 사람이 예매 중이에요'],
  ['en', false, 'Place 7. 약 10~26분.'],
] as [Locale, boolean, string][])(
  'in %s the wait is announced with the position',
  (locale, grows, words) => {
    const announcer = createElement(Announcer, at(7, grows));
    const given = {
      locale,
      messages: messages[locale],
      timeZone: 'Asia/Seoul',
      children: announcer,
    };
    expect(renderToStaticMarkup(createElement(NextIntlClientProvider, given))).toBe(
      `<p role="status" class="sr-only">${words}</p>`,
    );
  },
);

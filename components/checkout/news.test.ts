import { NextIntlClientProvider } from 'next-intl';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { messages } from '../messages/index.ts';
import { refused } from '#tests/support/components.tsx';
import { News } from './news.tsx';

const paying = { pay: () => undefined, done: false, running: false, checking: false, error: null };
const charging = { pending: false, checking: null, unsaved: false, error: null, charged: null };
type Shown = Parameters<typeof News>[0];
const shown = (payment: Partial<Shown['payment']>, charge: Partial<Shown['charge']>) =>
  renderToStaticMarkup(
    createElement(NextIntlClientProvider, {
      locale: 'ko',
      messages: messages.ko,
      timeZone: 'Asia/Seoul',
      now: new Date(0),
      children: createElement(News, {
        payment: { ...paying, ...payment },
        charge: { ...charging, ...charge },
      }),
    }),
  );
const expired = { error: refused('HOLD_EXPIRED') };

test('a charge whose payment was refused is stated as exactly that', () => {
  const said = shown(expired, { charged: 616_000 });
  expect(said).toContain('616,000원은 충전했지만 결제하지 못했어요');
  expect(said).toContain('시간이 다 돼서 좌석이 풀렸어요');
  expect(shown(expired, {})).not.toContain('충전');
});

test('a refused charge says that nothing was charged or paid', () => {
  const said = shown({}, { error: refused('WALLET_LIMIT') });
  expect(said).toMatch(/충전하지 않았어요.*결제된 금액은 없어요/);
});

test('while an outcome is unknown, neither success nor failure is shown', () => {
  for (const said of [
    shown({ running: true, checking: true }, { charged: 5_000 }),
    shown({}, { pending: true, checking: 5_000 }),
  ]) {
    expect(said).toContain('확인 중');
    expect(said).not.toMatch(/했어요|결제된 금액은 없어요|못했어요/);
  }
});

test('while a call runs, the outcome of an earlier one is not shown', () => {
  expect(shown({ ...expired, running: true }, { charged: 5_000 })).toBe('');
  expect(shown(expired, { pending: true })).toBe('');
});

import { NextIntlClientProvider } from 'next-intl';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { messages } from '../messages/index.ts';
import { refused } from '#tests/support/components.tsx';
import { PayNews } from './pay.tsx';

const idle = { done: false, running: false, checking: false, error: null };
const shown = (payment: Parameters<typeof PayNews>[0]['payment'], toppedUp: number | null) =>
  renderToStaticMarkup(
    createElement(NextIntlClientProvider, {
      locale: 'ko',
      messages: messages.ko,
      timeZone: 'Asia/Seoul',
      now: new Date(0),
      children: createElement(PayNews, { payment, toppedUp }),
    }),
  );

test('a successful top-up is not announced beside a payment that failed or is unknown', () => {
  expect(shown(idle, 5_000)).toContain('충전했어요');
  for (const payment of [
    { ...idle, error: refused('INSUFFICIENT_BALANCE', { missing: 1_000 }) },
    { ...idle, running: true, checking: true },
  ]) {
    expect(shown(payment, 5_000)).not.toContain('충전했어요');
    expect(shown(payment, 5_000)).toBe(shown(payment, null));
  }
});

test('while the outcome is unknown, neither success nor failure is shown', () => {
  const said = shown({ ...idle, running: true, checking: true }, null);
  expect(said).toContain('결제 확인 중');
  expect(said).not.toMatch(/결제했어요|결제된 금액은 없어요|못했어요/);
});

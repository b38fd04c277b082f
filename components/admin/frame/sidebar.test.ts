import { createElement } from 'react';
import { expect, test } from 'vitest';
import { anOverview, markupOf } from '#tests/support/components.tsx';
import { SaleFigure } from './sidebar.tsx';

const figure = (change: Partial<typeof anOverview>) =>
  markupOf(createElement(SaleFigure, { ...anOverview, ...change }));

test('the sidebar names the number of people who wait for a concert on sale', () => {
  expect(figure({ waiting: 1_204 })).toMatch(/>waiting <\/span>1,204$/);
});

test('the sidebar says sold out once every seat is sold or blocked, and none is held', () => {
  const soldOut = 'sold out';
  expect(figure({ available: 0, sold: 48, blocked: 2 })).toBe(soldOut);
  expect(figure({ available: 0, held: 1, sold: 49 })).not.toBe(soldOut);
  expect(figure({ available: 1, sold: 49 })).not.toBe(soldOut);
  expect(figure({ available: 0, sold: 0, blocked: 50 })).not.toBe(soldOut);
});

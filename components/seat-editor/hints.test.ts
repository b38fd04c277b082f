import { createElement } from 'react';
import { expect, test } from 'vitest';
import { gradeLengthMax, seatPriceMax } from '#server/seating/seating.schema.ts';
import { csvLengthMax, gradesOfDateMax } from '#server/seat-plan/seat-plan.schema.ts';
import { markupOf } from '#tests/support/components.tsx';
import { FileText } from './import-dialog.tsx';
import { SelectionPanel } from './selection-panel.tsx';
import { nothing } from './selection.ts';

const doNothing = () => undefined;

test('the fields of chosen seats state the bounds of a date’s seats, grades and prices', () => {
  const panel = { seats: [], selection: nothing, onSelect: doNothing, onChange: doNothing };
  const markup = markupOf(createElement(SelectionPanel, panel));
  expect(markup).toContain('1 to 50, such as 1-10, 13');
  expect(markup).toContain('1 to 50, for companions only');
  expect(markup).toContain(
    `Up to ${String(gradeLengthMax)} characters and ${String(gradesOfDateMax)} grades`,
  );
  expect(markup).toContain(`0 to ${seatPriceMax.toLocaleString('en')}, one per grade`);
});

test('the field of a plan’s file states how many seats and characters it accepts', () => {
  const markup = markupOf(createElement(FileText, { value: '', onChange: doNothing }));
  expect(markup).toContain('Up to 50 seats');
  expect(markup).toContain(`${csvLengthMax.toLocaleString('en')} characters`);
});

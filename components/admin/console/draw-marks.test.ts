import { expect, test } from 'vitest';
import { drawMarks, type Mark } from './draw-marks.ts';

const look = { colour: '#b45309', font: '11px Pretendard', scale: 1 };

/** Returns the lines and the texts that a plot of 100 s and 200 px gets. */
function drawn(marks: Mark[]) {
  const lines: number[] = [];
  const texts: unknown[] = [];
  const noop = () => undefined;
  const ctx = {
    save: noop,
    restore: noop,
    setLineDash: noop,
    beginPath: noop,
    stroke: noop,
    lineTo: noop,
    textAlign: 'left',
    moveTo: (x: number) => lines.push(x),
    measureText: () => ({ width: 60 }),
    fillText: (text: string, x: number) => texts.push([text, x, ctx.textAlign]),
  };
  const plot = {
    // The marks use these members of a canvas only.
    ctx: ctx as unknown as CanvasRenderingContext2D,
    bbox: { left: 40, top: 8, width: 200, height: 100 },
    valToPos: (seconds: number) => 40 + 2 * seconds,
  };
  drawMarks(plot, marks, look);
  return { lines, texts };
}

test('a mark is a line at its instant with its text, which turns to the left at the right edge', () => {
  const marks = [10_000, 90_000].map((atMs) => ({ atMs, text: `at ${String(atMs)}` }));
  expect(drawn(marks)).toEqual({
    lines: [60, 220],
    texts: [
      ['at 10000', 64, 'left'],
      ['at 90000', 216, 'right'],
    ],
  });
});

test('a mark outside the period is not drawn', () => {
  const marks = [-1_000, 101_000].map((atMs) => ({ atMs, text: '' }));
  expect(drawn(marks)).toEqual({ lines: [], texts: [] });
});

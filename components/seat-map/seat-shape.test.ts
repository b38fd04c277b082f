import { readFileSync } from 'node:fs';
import { createElement } from 'react';
import { expect, test } from 'vitest';
import { markupOf } from '#tests/support/components.tsx';
import { type Shape, SeatShape } from './seat-shape.tsx';

/** Returns the drawing without its colours. */
const shapeOf = (props: Parameters<typeof SeatShape>[0]): string =>
  markupOf(createElement(SeatShape, props)).replaceAll(/ class="[^"]*"/g, '');

test('every state, kind and grade beyond the fourth differs in shape, not only in colour', () => {
  const looks: Shape[] = ['available', 'mine', 'held', 'sold', 'blocked', 'void', 'taking'];
  expect(new Set(looks.map((look) => shapeOf({ look, rank: 0 }))).size).toBe(looks.length);
  const kinds = ['STANDARD', 'WHEELCHAIR', 'COMPANION', 'RESTRICTED'] as const;
  for (const look of ['available', 'mine'] as const)
    expect(new Set(kinds.map((kind) => shapeOf({ look, kind, rank: 0 }))).size).toBe(kinds.length);
  const ranks = [0, 1, 2, 3].map((rank) => shapeOf({ look: 'available', rank }));
  expect(new Set(ranks).size).toBe(1); // control: the first four differ in colour only
  for (const rank of [4, 5]) expect(shapeOf({ look: 'available', rank })).not.toBe(ranks[0]);
});

/** Returns the relative luminance of a colour like `#9d174d`, as WCAG defines it. */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test('the number of a free seat has a contrast of at least 5.9:1, and 7.8:1 in the dark theme', () => {
  const style = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8');
  const valuesOf = (name: string) =>
    [...style.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map(([, colour = '']) =>
      luminanceOf(colour),
    );
  const inks = valuesOf('grade-ink');
  expect(inks).toHaveLength(2);
  for (const grade of [1, 2, 3, 4])
    for (const [theme, least] of [5.9, 7.8].entries()) {
      const pair = [valuesOf(`grade-${grade}`)[theme] ?? 0, inks[theme] ?? 0];
      const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
      expect(Math.round(contrast * 10) / 10, `grade ${grade}`).toBeGreaterThanOrEqual(least);
    }
});

import { expect, test } from 'vitest';
import { aSeat } from '#tests/support/components.tsx';
import type { Seat } from './arrange.ts';
import { insteadOf } from './instead.ts';

const looks = { '.': 'available', s: 'sold', t: 'taking', m: 'mine', w: 'available' } as const;
/** Each text is a row, each character a seat; `w` is a free wheelchair space. */
function hall(...rows: string[]): Seat[] {
  return rows
    .flatMap((marks, at) =>
      Array.from(marks, (mark, nth) => ({ mark, row: at + 1, column: nth + 1 })),
    )
    .map(({ mark, ...place }, at) => {
      const look = looks[mark as keyof typeof looks];
      return {
        ...aSeat,
        ...place,
        seat: at + 1,
        kind: mark === 'w' ? 'WHEELCHAIR' : 'STANDARD',
        state: look === 'taking' ? 'available' : look,
      };
    });
}
const instead = (rows: string[], lost: number, orphanRule = false) => {
  const marks = rows.join('');
  const lookOf = ({ seat }: Seat) => looks[marks[seat - 1] as keyof typeof looks];
  return insteadOf(hall(...rows), lookOf, lost, orphanRule);
};

test('the seat beside the lost one is offered, the lower number first', () => {
  expect(instead(['..s..'], 3)).toEqual({ seat: 2, isBeside: true });
  expect(instead(['.ms..'], 3)).toEqual({ seat: 4, isBeside: true });
});

test('without a free seat beside it, the nearest of the row is offered', () => {
  expect(instead(['.tssm.', '......'], 3)).toEqual({ seat: 1, isBeside: false });
});

test('no seat of another row or kind is offered', () => {
  expect(instead(['sss', '...'], 2)).toBeNull();
  expect(instead(['wsw'], 2)).toBeNull();
});

test('with the orphan rule, a seat that would leave an orphan seat is not offered', () => {
  expect(instead(['s..s....'], 4)?.seat).toBe(3);
  expect(instead(['s..s....'], 4, true)?.seat).toBe(5);
});

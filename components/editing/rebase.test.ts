import { expect, test } from 'vitest';
import { changedKeys, rebase, taken, type Values } from './rebase.ts';

const base: Values = { a: '1', b: '2', c: '3' };

test('changes of different values are joined', () => {
  expect(rebase(base, { ...base, a: 'mine' }, { ...base, b: 'theirs' })).toEqual({
    values: { a: 'mine', b: 'theirs', c: '3' },
    foreign: ['b'],
    conflicts: [],
  });
});

test('of two changes of one value the own stays, and the user must choose', () => {
  const rebased = rebase(base, { ...base, a: 'mine' }, { ...base, a: 'theirs' });
  expect(rebased).toEqual({
    values: { ...base, a: 'mine' },
    foreign: ['a'],
    conflicts: ['a'],
  });
  expect(taken(rebased.values, { ...base, a: 'theirs' }, ['a'])).toEqual({ ...base, a: 'theirs' });
});

test('the same change of both is no conflict, nor is an own change that is saved', () => {
  const saved = { ...base, a: 'same' };
  expect(rebase(base, saved, saved)).toEqual({ values: saved, foreign: [], conflicts: [] });
});

test('added and removed keys count as changes', () => {
  const withoutA: Values = { b: '2', c: '3' };
  expect(changedKeys(base, withoutA)).toEqual(['a']);
  expect(rebase(base, { ...base, d: '4' }, withoutA)).toEqual({
    values: { b: '2', c: '3', d: '4' },
    foreign: ['a'],
    conflicts: [],
  });
  expect(rebase(base, { ...base, a: 'mine' }, withoutA)).toMatchObject({
    values: { a: 'mine' },
    conflicts: ['a'],
  });
  expect(taken({ ...base, a: 'mine' }, withoutA, ['a'])).toEqual(withoutA);
});

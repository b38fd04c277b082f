import { expect, test } from 'vitest';
import { checkGrant } from './grant.ts';

const userId = '0b9f2f64-6a3e-4b1f-9a51-5f2f0a3f6d11';
const typed = { userId, role: 'SUPPORT', scope: 'named', concerts: [3, 1] } as const;

test('a role for named concerts needs at least one of them', () => {
  expect(checkGrant(typed)).toEqual({ grant: { userId, role: 'SUPPORT', concerts: [3, 1] } });
  expect(checkGrant({ ...typed, concerts: [] })).toEqual({ problem: 'concerts' });
  expect(checkGrant({ ...typed, scope: 'all' })).toEqual({
    grant: { userId, role: 'SUPPORT', concerts: 'all' },
  });
});

test('an owner is one for all concerts, and a grant needs a known person', () => {
  expect(checkGrant({ ...typed, role: 'OWNER' })).toMatchObject({ grant: { concerts: 'all' } });
  expect(checkGrant({ ...typed, userId: null })).toEqual({ problem: 'person' });
});

import { expect, test } from 'vitest';
import { type Grant, rolesAt } from './staff.ts';

test('roles at a concert are those for it and for all concerts, each once', () => {
  const grants: Grant[] = [
    { role: 'MANAGER', concertId: 1 },
    { role: 'DOOR', concertId: 2 },
    { role: 'AUDITOR', concertId: null },
    { role: 'AUDITOR', concertId: 2 },
  ];
  expect(rolesAt(grants, 1)).toEqual(['AUDITOR', 'MANAGER']);
  expect(rolesAt(grants, 2)).toEqual(['DOOR', 'AUDITOR']);
  expect(rolesAt(grants, 3)).toEqual(['AUDITOR']);
  expect(rolesAt(grants, null)).toEqual(['AUDITOR']);
  expect(rolesAt([], null)).toEqual([]);
});

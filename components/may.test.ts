import { expect, test } from 'vitest';
import { may, type StaffRole, type Verb } from './may.ts';

test('each role sees what the server lets it do, and nothing else', () => {
  const verbs: Verb[] = ['watch', 'manage', 'refund', 'readAudit', 'admitAtDoor', 'grantRoles'];
  const allowed = (role: StaffRole) => verbs.filter((verb) => may([role], verb));
  expect(allowed('OWNER')).toEqual(verbs);
  expect(allowed('MANAGER')).toEqual(verbs.filter((verb) => verb !== 'grantRoles'));
  expect(allowed('SUPPORT')).toEqual(['watch', 'refund']);
  expect(allowed('AUDITOR')).toEqual(['watch', 'readAudit']);
  expect(allowed('DOOR')).toEqual(['admitAtDoor']);
  expect(may([], 'watch')).toBe(false);
});

import { expect, test } from 'vitest';
import { accountOf } from './account-of.ts';

const kim = {
  userId: '0b9f2f64-6a3e-4b1f-9a51-5f2f0a3f6d11',
  name: 'Kim',
  email: 'kim@jari.example',
};
const kims = {
  ...kim,
  userId: '1b9f2f64-6a3e-4b1f-9a51-5f2f0a3f6d11',
  email: 'kim@jari.example.com',
};
const masked = { ...kim, name: 'K**', email: 'k***@jari.example' };

test('an account is found by its whole address or id, never by the beginning of an address', () => {
  expect(accountOf(' KIM@jari.example ', [kims, kim])).toBe(kim.userId);
  expect(accountOf(kim.userId.toUpperCase(), [kim])).toBe(kim.userId);
  expect(accountOf('kim@jari', [kim])).toBeNull();
  expect(accountOf('kim@jari.example', [])).toBeNull();
});

test('a masked account counts if it is the only one found', () => {
  expect(accountOf('kim@jari.example', [masked])).toBe(kim.userId);
  expect(accountOf('kim@jari.example', [masked, { ...masked, userId: kims.userId }])).toBeNull();
});

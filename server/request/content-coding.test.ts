import { expect, test } from 'vitest';
import { codingFor } from './content-coding.ts';

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0.5, gzip', 'br'],
  ['gzip;q=0.5', 'gzip'],
  ['gzip;q=0, br', 'br'],
  ['br;q=0, gzip;q=0', 'identity'],
  ['identity', 'identity'],
  ['*', 'br'],
  ['', 'identity'],
  [undefined, 'identity'],
])('a client that accepts %j gets %s', (accepted, coding) => {
  const headers = accepted === undefined ? {} : { 'accept-encoding': accepted };
  expect(codingFor({ headers }, ['br', 'gzip'])).toBe(coding);
});

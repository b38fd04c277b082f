import { beforeAll, expect, test } from 'vitest';
import { createClient } from '../../database/db.ts';
import { pureEnvironment } from '#tests/support/environment.ts';
import { presentedToken, queueCookie, QueueCookies } from './cookie.ts';
import { signQueueToken } from '../token/token.ts';

beforeAll(() => pureEnvironment());

const request = (headers: Record<string, string>) => (name: string) => headers[name];

test('the header comes before the cookie', () => {
  const headers = { 'x-queue-token': 'from-header', cookie: 'jari-queue-7=from-cookie' };
  expect(presentedToken(request(headers), 7)).toBe('from-header');
});

test('each concert has its own cookie, at any position among others', () => {
  const cookie = 'a=b; jari-queue-77=other;jari-queue-7=mine; jari-queue-7x=no';
  expect(presentedToken(request({ cookie }), 7)).toBe('mine');
  expect(presentedToken(request({ cookie }), 77)).toBe('other');
  expect(presentedToken(request({ cookie }), 8)).toBeUndefined();
  expect(presentedToken(request({}), 7)).toBeUndefined();
});

test('the server reads the cookie that it sets, and scripts and other sites cannot', () => {
  const cookie = queueCookie(7, 'a.b.c', Date.UTC(2027, 0, 1));
  expect(cookie).toBe(
    'jari-queue-7=a.b.c; Path=/; HttpOnly; SameSite=Lax; Expires=Fri, 01 Jan 2027 00:00:00 GMT',
  );
  expect(presentedToken(request({ cookie: cookie.split(';')[0] ?? '' }), 7)).toBe('a.b.c');
});

test('a response is sent without tidied cookies if the database is unavailable', async () => {
  const { client, pool } = createClient('postgresql://nobody@127.0.0.1:1/none', 1);
  const place = {
    userId: '0198c0de-0000-7000-8000-000000000000',
    concertId: 7,
    epoch: 1,
    number: 1,
  };
  const cookie = `jari-queue-7=${signQueueToken(place, Date.now(), Date.now() + 60_000)}`;
  const set: string[] = [];
  const asking = {
    header: (name: string) => (name === 'cookie' ? cookie : undefined),
    setCookie: (value: string) => set.push(value),
  };
  await new QueueCookies(asking).tidy(client);
  expect(set).toEqual([]);
  await pool.end();
});

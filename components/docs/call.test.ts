import { expect, test } from 'vitest';
import { learned, requestOf, type Trial } from './call.ts';

const pay: Trial = {
  id: 'pay',
  method: 'POST',
  path: '/concert/{userId}/payment',
  tokens: { access: true, queue: true },
  parameters: [
    { name: 'userId', required: true, in: 'path' },
    { name: 'date', required: false, in: 'query' },
    { name: 'Idempotency-Key', required: true, in: 'header' },
  ],
  body: '{}',
};
const given = {
  values: { userId: 'a/b', 'Idempotency-Key': 'key-1234', date: '' },
  body: '{"a":1}',
  accessToken: 'A',
  queueToken: '',
};

test('a call sends the typed values where the document puts them, and omits empty fields', () => {
  expect(requestOf(pay, given)).toEqual({
    url: '/concert/a%2Fb/payment',
    init: {
      method: 'POST',
      headers: {
        'Idempotency-Key': 'key-1234',
        authorization: 'Bearer A',
        'content-type': 'application/json',
      },
      body: '{"a":1}',
    },
  });
  const read = {
    ...pay,
    method: 'GET' as const,
    body: null,
    tokens: { access: false, queue: false },
  };
  expect(requestOf(read, { ...given, values: { userId: 'u', date: '2027-03-06' } })).toEqual({
    url: '/concert/u/payment?date=2027-03-06',
    init: { method: 'GET', headers: {} },
  });
});

test('tokens are taken only from successful responses, and the queue token only from joining', () => {
  const answer = { tookMs: 1, text: '', body: { token: 'Q', accessToken: 'A', userId: 'u' } };
  expect(learned({ ...pay, id: 'joinLine' }, { ...answer, status: 200 })).toEqual({
    accessToken: 'A',
    userId: 'u',
    queueToken: 'Q',
  });
  expect(learned(pay, { ...answer, status: 200 })).toEqual({ accessToken: 'A', userId: 'u' });
  expect(learned(pay, { ...answer, status: 409 })).toEqual({});
  expect(learned(pay, { ...answer, status: 200, body: null })).toEqual({});
});

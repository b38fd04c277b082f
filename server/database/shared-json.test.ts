import { expect, test, vi } from 'vitest';
import { jsonOf, shareJson } from './shared-json.ts';

test('a shared value is serialized once, and any other value each time', () => {
  const stringify = vi.spyOn(JSON, 'stringify');
  const [shared, plain] = [shareJson([{ seat: 1 }]), [{ seat: 1 }]];
  const texts = [shared, shared, shared, plain, plain].map(jsonOf);
  expect([texts, stringify.mock.calls.length]).toEqual([Array(5).fill('[{"seat":1}]'), 3]);
  stringify.mockRestore();
});

test.each([null, 7, 'text', true, [], {}])('%j has the text of JSON.stringify', (value) => {
  expect(jsonOf(value)).toBe(JSON.stringify(value));
});

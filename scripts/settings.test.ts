import { afterEach, expect, test, vi } from 'vitest';
import { readSettings } from './settings.ts';
import { newSecrets } from './stores/home.ts';

afterEach(() => vi.unstubAllEnvs());

test('npm start makes the second factor of staff optional, unless the environment requires it', async () => {
  const factorOf = async () =>
    (await readSettings(newSecrets())).environment['STAFF_SECOND_FACTOR'];
  vi.stubEnv('STAFF_SECOND_FACTOR', '');
  expect(await factorOf()).toBe('optional');
  vi.stubEnv('STAFF_SECOND_FACTOR', 'required');
  expect(await factorOf()).toBe('required');
});

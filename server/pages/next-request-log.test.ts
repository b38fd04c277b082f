import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  form,
  type GuardedSite,
  openGuardedSite,
  unsoundLines,
} from '#tests/support/guarded-site.ts';

let site: GuardedSite;
beforeAll(async () => void (site = await openGuardedSite()), 120_000);
afterAll(() => site.close());

const entry = { level: 30, msg: 'forged' };
const text = `x\n${JSON.stringify(entry)}\n\u001B[31m\u009B31m\0\u202E`;
const forged = encodeURIComponent(text);

test('the log has one structured entry per line, without failures, stacks or entries that a client wrote', async () => {
  for (const path of [
    `/api/auth/csrf?callbackUrl=${forged}`,
    `/api/auth/error?error=${forged}`,
    `/concerts/${forged}`,
  ])
    await site.get(path, {
      cookie: `next-auth.session-token=${forged}; next-auth.callback-url=${forged}`,
    });
  await site.get(`/api/auth/callback/kakao?error=access_denied&error_description=${forged}`);
  await site.get(`/api/auth/callback/kakao?state=${forged}&code=${forged}`, {
    cookie: `next-auth.state=${forged}`,
  });
  await site.post('/api/auth/_log', form, `level=error&code=${forged}`);
  const probe = '--x\r\ncontent-disposition: form-data; name="$ACTION_ID_x"\r\n\r\n\r\n--x--\r\n';
  for (const path of site.pages) await site.post(path, 'multipart/form-data; boundary=x', probe);
  const logs = site.logs();
  expect(logs).toContain('next-auth reported a problem');
  expect(unsoundLines(logs)).toEqual([]);
  expect(logs).not.toContain('"msg":"forged"');
});

test.each([
  ['a line that is not an entry', 'Error: x'],
  ['a stack', '{"level":40,"msg":"x","err":{"stack":"Error\\n    at y"}}'],
  ['a failure', '{"level":50,"msg":"x"}'],
  ['an entry with a terminal escape', '{"level":30,"msg":"\u009B31m"}'],
  ['an entry of two lines', '{"level":30,"msg":"x\ny"}'],
])('control: the check notices %s', (_, line) => {
  expect(unsoundLines(`{"level":30,"msg":"ready"}\n${line}\n`)).not.toEqual([]);
});

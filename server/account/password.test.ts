import { scrypt } from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { hashPassword, passwordMatches } from './password.ts';

// The real scrypt, with its calls written down: equal work is shown by what is computed, not by a stopwatch.
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>();
  return { ...real, scrypt: vi.fn(real.scrypt) };
});
const computed = vi.mocked(scrypt).mock;
beforeEach(() => void vi.mocked(scrypt).mockClear());

test('a password matches its own hash and no other', async () => {
  const stored = await hashPassword('correct horse');
  expect(await passwordMatches('correct horse', stored)).toBe(true);
  expect(await passwordMatches('correct horsf', stored)).toBe(false);
});

test('the same password is hashed differently each time, and the hash does not hold it', async () => {
  const [one, two] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
  expect(one).not.toBe(two);
  expect(one).toMatch(/^scrypt\$[\w-]{22}\$[\w-]{43}$/);
});

test('the same letters typed on another system match', async () => {
  expect(await passwordMatches('한글 비밀번호'.normalize('NFD'), await hashPassword('한글 비밀번호'.normalize('NFC')))).toBe(
    true,
  );
});

test('somebody unknown costs the same work as somebody known: one scrypt with the same settings', async () => {
  const stored = await hashPassword('correct horse');
  vi.mocked(scrypt).mockClear();
  await passwordMatches('a guess', stored);
  expect(await passwordMatches('a guess', null)).toBe(false);
  const work = (computed.calls as unknown[][]).map(([, salt, bytes, cost]) => ({ salt: (salt as Buffer).length, bytes, cost }));
  expect(work).toHaveLength(2);
  expect(work[1]).toEqual(work[0]);
  expect(work[0]).toMatchObject({ salt: 16, bytes: 32, cost: { N: 16_384, r: 8, p: 5 } });
});

test('no more than two are computed at once, and beyond 64 that wait the next are asked to come again', async () => {
  const release: (() => void)[] = [];
  const real = vi.mocked(scrypt).getMockImplementation();
  vi.mocked(scrypt).mockImplementation((...args: unknown[]) => {
    const done = args.at(-1) as (error: null, hash: Buffer) => void;
    release.push(() => done(null, Buffer.alloc(32)));
  });
  const asked = Array.from({ length: 80 }, () => passwordMatches('a guess', null).catch((error: unknown) => error));
  await expect.poll(() => release.length).toBeGreaterThan(0);
  const atOnce = release.length;
  expect(atOnce).toBeLessThanOrEqual(2);
  for (let done = 0; done < atOnce + 64; done++) {
    await expect.poll(() => release.length).toBeGreaterThan(done);
    expect(release.length - done).toBeLessThanOrEqual(atOnce);
    release[done]?.();
  }
  const outcomes = await Promise.all(asked);
  expect(outcomes.filter((outcome) => outcome === false)).toHaveLength(atOnce + 64);
  const refused = outcomes.filter((outcome) => outcome !== false);
  for (const refusal of refused) expect(refusal).toMatchObject({ code: 'TRY_AGAIN', retryAfterSeconds: 5 });
  expect(refused).toHaveLength(80 - 64 - atOnce);
  if (real !== undefined) vi.mocked(scrypt).mockImplementation(real);
});

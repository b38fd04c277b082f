import { argon2 } from 'node:crypto';
import { beforeEach, expect, test, vi } from 'vitest';
import { hashPassword, passwordMatches } from './password.ts';

// Records calls of the real argon2, because only equal parameters prove equal work.
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>();
  return { ...real, argon2: vi.fn(real.argon2) };
});
const computed = vi.mocked(argon2).mock;
beforeEach(() => void vi.mocked(argon2).mockClear());

test('a password matches its own hash and no other', async () => {
  const stored = await hashPassword('correct horse');
  expect(await passwordMatches('correct horse', stored)).toBe(true);
  expect(await passwordMatches('correct horsf', stored)).toBe(false);
});

test('two hashes of one password differ, and neither contains it', async () => {
  const [one, two] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
  expect(one).not.toBe(two);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
});

test('a password matches in any Unicode normal form', async () => {
  expect(
    await passwordMatches(
      '한글 비밀번호'.normalize('NFD'),
      await hashPassword('한글 비밀번호'.normalize('NFC')),
    ),
  ).toBe(true);
});

test('an unknown user costs the same work as a known one: one hash with the same parameters', async () => {
  const stored = await hashPassword('correct horse');
  vi.mocked(argon2).mockClear();
  await passwordMatches('a guess', stored);
  expect(await passwordMatches('a guess', null)).toBe(false);
  const work = (computed.calls as unknown[][]).map(([algorithm, parameters]) => {
    const { nonce, ...rest } = parameters as { nonce: Buffer };
    return { ...rest, algorithm, salt: nonce.length };
  });
  expect(work).toEqual(
    Array(2).fill({
      algorithm: 'argon2id',
      message: 'a guess',
      salt: 16,
      memory: 19_456,
      passes: 2,
      parallelism: 1,
      tagLength: 32,
    }),
  );
});

test('a hash from before argon2id still matches', async () => {
  const stored = 'scrypt$AAAAAAAAAAAAAAAAAAAAAA$Es11UezWREIAXFa8Jz4wzSXbMPvONoYKWu0vSiz78Wo';
  expect(await passwordMatches('jari-fan-1234', stored)).toBe(true);
  expect(await passwordMatches('jari-fan-1235', stored)).toBe(false);
});

test('at most two hashes run at once, and with 128 waiting the next call is TRY_AGAIN', async () => {
  const release: (() => void)[] = [];
  const real = vi.mocked(argon2).getMockImplementation();
  vi.mocked(argon2).mockImplementation((...args: unknown[]) => {
    const done = args.at(-1) as (error: null, hash: Buffer) => void;
    release.push(() => done(null, Buffer.alloc(32)));
  });
  const asked = Array.from({ length: 140 }, () =>
    passwordMatches('a guess', null).catch((error: unknown) => error),
  );
  await expect.poll(() => release.length).toBeGreaterThan(0);
  const atOnce = release.length;
  expect(atOnce).toBeLessThanOrEqual(2);
  for (let done = 0; done < atOnce + 128; done++) {
    await expect.poll(() => release.length).toBeGreaterThan(done);
    expect(release.length - done).toBeLessThanOrEqual(atOnce);
    release[done]?.();
  }
  const outcomes = await Promise.all(asked);
  expect(outcomes.filter((outcome) => outcome === false)).toHaveLength(atOnce + 128);
  const refused = outcomes.filter((outcome) => outcome !== false);
  for (const refusal of refused)
    expect(refusal).toMatchObject({ code: 'TRY_AGAIN', retryAfterSeconds: 3 });
  expect(refused).toHaveLength(140 - 128 - atOnce);
  if (real !== undefined) vi.mocked(argon2).mockImplementation(real);
});

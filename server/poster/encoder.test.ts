import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { outcomeOf } from '#tests/support/people.ts';
import { encode } from './encode.ts';
import { encodePoster } from './encoder.ts';

let directory: string;
beforeAll(() => void (directory = mkdtempSync(path.join(tmpdir(), 'jari-encoder-'))));
afterAll(() => rmSync(directory, { recursive: true }));

const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: 'teal' } });

/** Writes a program that runs in place of the encoder's. */
function program(source: string): string {
  const file = path.join(directory, `${crypto.randomUUID()}.mjs`);
  writeFileSync(file, source);
  return file;
}

test('the process returns the same sizes and refusals as the encoder', async () => {
  const file = await plain(700, 900).png().toBuffer();
  expect(await encodePoster(file)).toEqual(await encode(file));
  expect(await outcomeOf(encodePoster(Buffer.from('no image')))).toBe('NOT_AN_IMAGE');
  expect(await outcomeOf(encodePoster(new Uint8Array()))).toBe('NOT_AN_IMAGE');
  expect(await outcomeOf(encodePoster(await plain(7_100, 7_100).png().toBuffer()))).toBe(
    'TOO_LARGE',
  );
});

test('an image of exactly 50 megapixels is encoded, takes no memory of the server, and other work goes on', async () => {
  const file = await plain(10_000, 5_000).webp({ lossless: true, effort: 0 }).toBuffer();
  const before = process.resourceUsage().maxRSS;
  const done = encodePoster(file).finally(() => (over = true));
  let [over, turns] = [false, 0];
  while (!over) {
    await new Promise((resolve) => setImmediate(resolve));
    turns++;
  }
  expect((await done).map(({ width, height }) => [width, height])).toEqual([
    [320, 160],
    [640, 320],
    [1_280, 640],
  ]);
  expect(turns).toBeGreaterThan(1_000);
  expect(process.resourceUsage().maxRSS - before).toBeLessThan(30 * 1024);
});

test('a process that crashes, ends or takes too long is TOO_LARGE, and the next file is encoded', async () => {
  const file = await plain(50, 50).png().toBuffer();
  for (const source of [
    'process.kill(process.pid, "SIGSEGV");',
    'process.once("message", () => process.exit(0));',
    'setInterval(() => undefined, 1000);',
  ])
    expect(await outcomeOf(encodePoster(file, { file: program(source), msMax: 300 }))).toBe(
      'TOO_LARGE',
    );
  expect(await outcomeOf(encodePoster(file))).toBe('done');
});

test('the process has no environment of the server, and ends with its answer', async () => {
  const report = path.join(directory, 'report.json');
  const source = `
    import { writeFileSync } from 'node:fs';
    writeFileSync(${JSON.stringify(report)}, JSON.stringify({ pid: process.pid, env: process.env }));
    process.once('message', () => process.send({ sizes: [] }));
    setInterval(() => undefined, 1000);`;
  Object.assign(process.env, { NEXTAUTH_SECRET: 'a secret of the server' });
  expect(await encodePoster(new Uint8Array(1), { file: program(source) })).toEqual([]);
  const { pid, env } = JSON.parse(readFileSync(report, 'utf8')) as {
    pid: number;
    env: Record<string, string>;
  };
  expect(Object.keys(env).filter((name) => !name.startsWith('NODE_'))).toEqual([]);
  await expect.poll(() => isRunning(pid)).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ESRCH') return false;
    throw error;
  }
}

test('one file is encoded at a time, eight wait, and further ones are TRY_AGAIN', async () => {
  const answers = program('process.once("message", () => process.send({ sizes: [] }));');
  const file = new Uint8Array(1);
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, () => outcomeOf(encodePoster(file, { file: answers }))),
  );
  const done = outcomes.filter((outcome) => outcome === 'done').length;
  expect([8, 9]).toContain(done);
  expect(outcomes.filter((outcome) => outcome === 'TRY_AGAIN')).toHaveLength(20 - done);
});

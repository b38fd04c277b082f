import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { loadScript } from './script.ts';

/** Loads `main.lua` from a folder with these files. */
function load(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'jari-lua-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return loadScript(pathToFileURL(`${folder}/module.ts`).href, './main.lua').text;
}

test('each include is loaded once, before the files that need it', () => {
  const text = load({
    'main.lua': '--- @include "second"\n--- @include "first"\nreturn second()',
    'second.lua': '-- twice\n--- @include "first"\nlocal second',
    'first.lua': 'local first\n',
  });
  expect(text.split('\n').filter((line) => line !== '')).toEqual([
    'local first',
    '-- twice',
    'local second',
    'return second()',
  ]);
});

test('a missing include is refused with the path that leads to it', () => {
  const files = { 'main.lua': '--- @include "here"\n', 'here.lua': '--- @include "gone"\n' };
  expect(() => load(files)).toThrow(/main\.lua → .*here\.lua → .*gone\.lua/);
});

test('a cyclic include is refused with the path of the cycle', () => {
  const files = { 'main.lua': '--- @include "there"\n', 'there.lua': '--- @include "main"\n' };
  expect(() => load(files)).toThrow(/cyclic include: .*main\.lua → .*there\.lua → .*main\.lua/);
});

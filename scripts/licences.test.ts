import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { accepted, licencesFile, licencesText, packagesByLicence } from './licences.ts';

const lock = readFileSync(path.join(import.meta.dirname, '../package-lock.json'), 'utf8');

test('every package of production has an accepted licence, and docs/licences.md lists it', () => {
  const parts = [...packagesByLicence().keys()].flatMap((licence) =>
    licence.replace(/[()]/g, '').split(' AND '),
  );
  // One licence of a choice suffices.
  const isAccepted = (part: string) => part.split(' OR ').some((one) => accepted.has(one));
  expect(parts.filter((part) => !isAccepted(part))).toEqual([]);
  expect(readFileSync(licencesFile, 'utf8'), 'run npm run licences').toBe(licencesText());
});

test('installing runs no package’s script, and every package is pinned by its hash or belongs to another system', () => {
  expect(readFileSync(path.join(import.meta.dirname, 'boot.mjs'), 'utf8')).toMatch(
    /'ci',\s+'--ignore-scripts',/,
  );
  const { packages } = JSON.parse(lock) as {
    packages: Record<string, { integrity?: string; link?: boolean; optional?: boolean }>;
  };
  const unfixed = Object.entries(packages).filter(
    ([at, { integrity, optional }]) => at !== '' && integrity === undefined && !optional,
  );
  expect(unfixed).toEqual([]);
  expect(lock).not.toMatch(/"resolved"/);
});

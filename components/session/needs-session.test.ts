import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { needsSession } from './needs-session.ts';

test('the pages that detect an ended session are exactly those that the server protects', () => {
  const pages = globSync('app/**/page.tsx');
  expect(pages.length).toBeGreaterThan(10);
  for (const page of pages) {
    const path =
      `/${page.replace(/^app\/(\((own|public)\)\/)?/, '').replace(/\/?page\.tsx$/, '')}`.replaceAll(
        /\[\w+\]/g,
        '1',
      );
    expect([path, needsSession(path)]).toEqual([
      path,
      // `StaffPage` requires the sign-in for its page.
      /requireSignIn\(|<StaffPage/.test(readFileSync(page, 'utf8')),
    ]);
  }
});

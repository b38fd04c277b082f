import { expect, test } from 'vitest';
import { securityTxt } from './security-txt.ts';

const now = Date.parse('2026-12-13T05:00:00Z');

test('security.txt has the contacts in order and an end within a year (RFC 9116)', () => {
  const text = securityTxt(
    'mailto:a@b.example, https://b.example/report',
    'https://b.example',
    now,
  );
  expect(text).toBe(
    [
      'Contact: mailto:a@b.example',
      'Contact: https://b.example/report',
      'Expires: 2027-06-11T00:00:00.000Z',
      'Preferred-Languages: ko, en, ja, zh-Hans',
      'Canonical: https://b.example/.well-known/security.txt',
      '',
    ].join('\n'),
  );
  expect(securityTxt('mailto:a@b.example', 'http://b.example', now)).not.toContain('Canonical');
});

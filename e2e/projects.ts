// Tests in `phoneFiles` and `desktopFiles` run in only one project. Tests in other files, and tests
// with the tag `@both`, run in both projects. The tags `@phone` and `@desktop` restrict a test to
// one project.
const phoneFiles = [
  'adaptive-layout',
  'api-reference',
  'cancellation',
  'checkout',
  'console-live',
  'console-levers',
  'console-search',
  'console-seats',
  'console-settings',
  'door',
  'hold-expiry',
  'lost-answers',
  'notices',
  'page-weight',
  'practice',
  'press',
  'second-factor',
  'seats',
  'site-header',
  'waiting-room',
  'waitlist',
];
const desktopFiles = [
  'browser-limits',
  'catalog',
  'page-cache',
  'security-headers',
  'staff-pages',
  'staff-roles',
  'turn-start',
];

const filesOf = (names: string[]) => `\\b(${names.join('|')})\\.spec\\.ts `;

/** Playwright matches these patterns against a test's file, title and tags. */
export const notOnPhone = new RegExp(`${filesOf(desktopFiles)}(?!.*@(both|phone)\\b)|@desktop\\b`);
export const notOnDesktop = new RegExp(`${filesOf(phoneFiles)}(?!.*@(both|desktop)\\b)|@phone\\b`);

/** Returns true if a test runs in only one project, and thus in only one theme. */
export function runsOnce(file: string, tags: string[]): boolean {
  const text = `${file} ${tags.join(' ')}`;
  return notOnPhone.test(text) || notOnDesktop.test(text);
}

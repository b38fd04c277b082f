// Tests of these files run in one project only. Tests of other files, and tests with the tag
// `@both`, run in both projects. The tags `@phone` and `@desktop` name the only project of a test.
const phoneFiles = ['admin-controls', 'lost-answers', 'page-weight', 'seats', 'waiting-room'];
const desktopFiles = [
  'browser-limits',
  'catalog',
  'page-template',
  'security-headers',
  'turn-start',
];

const filesOf = (names: string[]) => `\\b(${names.join('|')})\\.spec\\.ts `;

/** Playwright matches these patterns against a test's file, title and tags. */
export const notOnPhone = new RegExp(`${filesOf(desktopFiles)}(?!.*@(both|phone)\\b)|@desktop\\b`);
export const notOnDesktop = new RegExp(`${filesOf(phoneFiles)}(?!.*@(both|desktop)\\b)|@phone\\b`);

/** Returns true if a test runs in one project only, and so in one theme. */
export function runsOnce(file: string, tags: string[]): boolean {
  const text = `${file} ${tags.join(' ')}`;
  return notOnPhone.test(text) || notOnDesktop.test(text);
}

const ownPages = [
  /^\/(?:admin|checkout|reservations|wallet)(?:\/|$)/,
  /^\/concerts\/[^/]+\/(?:dates|queue|seats)(?:\/|$)/,
];

/** Whether a page is shown to nobody but a person who has signed in. */
export function needsSession(path: string): boolean {
  return ownPages.some((page) => page.test(path));
}

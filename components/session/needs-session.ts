const ownPages = [
  /^\/(?:account|admin|checkout|door|reservations|wallet)(?:\/|$)/,
  /^\/concerts\/[^/]+\/(?:dates|queue|seats|waitlist)(?:\/|$)/,
];

export function needsSession(path: string): boolean {
  return ownPages.some((page) => page.test(path));
}

const ownPages = [
  /^\/(?:account|admin|checkout|door|reservations|wallet)(?:\/|$)/,
  /^\/concerts\/[^/]+\/(?:dates|queue|seats)(?:\/|$)/,
];

export function needsSession(path: string): boolean {
  return ownPages.some((page) => page.test(path));
}

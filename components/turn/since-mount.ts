/** What the server rendered, until this page has asked by itself: the cache may remember an earlier visit. */
export function sinceMount<T>(
  query: { data: T | undefined; isFetchedAfterMount: boolean },
  rendered: T,
): T {
  return query.isFetchedAfterMount && query.data !== undefined ? query.data : rendered;
}

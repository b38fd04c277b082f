/** The rendered data until this page has fetched its own, because the cache may be older. */
export function sinceMount<T>(
  query: { data: T | undefined; isFetchedAfterMount: boolean },
  rendered: T,
): T {
  return query.isFetchedAfterMount && query.data !== undefined ? query.data : rendered;
}

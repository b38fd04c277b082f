/** Returns the rendered data until a fetch completes, because cached data may be older. */
export function sinceMount<T>(
  query: { data: T | undefined; isFetchedAfterMount: boolean },
  rendered: T,
): T {
  return query.isFetchedAfterMount && query.data !== undefined ? query.data : rendered;
}

// TypeScript types the callback of `finally` as `() => void`, although `finally` awaits a returned
// promise. The overload lets lint accept such callbacks without an exception to its rule.
interface Promise<T> {
  finally(onfinally: () => PromiseLike<unknown>): Promise<T>;
}

// The only access to browser storage. Storage may be missing, refuse or be full; nothing here
// throws.

/** Returns undefined if the browser refuses access to its storage. */
function allowed<T>(work: () => T): T | undefined {
  try {
    return work();
    // eslint-disable-next-line @typescript-eslint/no-unused-vars -- blocked, full or missing: each means that nothing is stored
  } catch (refused) {
    return undefined;
  }
}

const read = (name: string): string | null => allowed(() => sessionStorage.getItem(name)) ?? null;

/**
 * Values that the storage did not take, for the document's lifetime. Null marks a value that the
 * storage failed to remove.
 */
const unsaved = new Map<string, string | null>();

/**
 * Values of this tab that survive a reload, or at least last as long as the document if storage is
 * blocked.
 */
export const tabMemory = {
  get: (name: string): string | null => {
    const value = unsaved.get(name);
    return value === undefined ? read(name) : value;
  },

  /** Returns whether the value outlasts a reload. */
  set: (name: string, value: string): boolean => {
    allowed(() => sessionStorage.setItem(name, value));
    const isSaved = read(name) === value; // storage may drop a value without an error
    if (isSaved) unsaved.delete(name);
    else unsaved.set(name, value);
    return isSaved;
  },

  remove: (name: string): void => {
    allowed(() => sessionStorage.removeItem(name));
    if (read(name) === null) unsaved.delete(name);
    else unsaved.set(name, null);
  },

  /** Whether a reload would lose this value. */
  isUnsaved: (name: string): boolean => typeof unsaved.get(name) === 'string',
};

const yearSeconds = 31_536_000;

/** Stores a choice for a year. Returns false if cookies are blocked. */
export function saveChoice(name: 'jari-locale' | 'jari-theme', value: string): boolean {
  return (
    allowed(() => {
      const secure = location.protocol === 'https:' ? '; Secure' : '';
      document.cookie = `${name}=${value}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax${secure}`;
      return document.cookie.split('; ').includes(`${name}=${value}`);
    }) ?? false
  );
}

/** Locks between this browser's tabs, or null. `request` may still reject if storage is blocked. */
export const tabLocks = (): LockManager | null =>
  allowed(() => (navigator as Partial<Navigator>).locks) ?? null;

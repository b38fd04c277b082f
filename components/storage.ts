// The only way to what a browser remembers. Any of it may be missing, refuse or be full: nothing here throws.

/** The result of `work`, which does nothing but use the browser's storage; undefined where the browser refuses. */
function allowed<T>(work: () => T): T | undefined {
  try {
    return work();
    // eslint-disable-next-line @typescript-eslint/no-unused-vars -- blocked, full or missing: each means that nothing is kept
  } catch (refused) {
    return undefined;
  }
}

const read = (name: string): string | null => allowed(() => sessionStorage.getItem(name)) ?? null;

/** What the tab's storage did not take, for as long as the document lives. Null: removed, although the storage kept it. */
const unsaved = new Map<string, string | null>();

/** Text that this tab remembers: over a reload, or until the document goes where the browser stores nothing. */
export const tabMemory = {
  get: (name: string): string | null => {
    const kept = unsaved.get(name);
    return kept === undefined ? read(name) : kept;
  },

  /** Returns whether the value outlasts a reload. */
  set: (name: string, value: string): boolean => {
    allowed(() => sessionStorage.setItem(name, value));
    const isSaved = read(name) === value; // storage may also drop a value without an error
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

/** Remembers a reader's choice for a year. Returns false where cookies are blocked. */
export function saveChoice(name: 'jari-locale' | 'jari-theme', value: string): boolean {
  return (
    allowed(() => {
      const secure = location.protocol === 'https:' ? '; Secure' : '';
      document.cookie = `${name}=${value}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax${secure}`;
      return document.cookie.split('; ').includes(`${name}=${value}`);
    }) ?? false
  );
}

/** Locks between this browser's tabs; null where there are none. `request` may still reject where storage is blocked. */
export const tabLocks = (): LockManager | null =>
  allowed(() => (navigator as Partial<Navigator>).locks) ?? null;

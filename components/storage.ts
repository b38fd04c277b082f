import { askBrowser } from './ask-browser.ts';

// Only this file accesses the browser's storage. The storage may be missing, blocked or full, so no
// function here throws.

const read = (name: string): string | null =>
  askBrowser(() => sessionStorage.getItem(name)).answer ?? null;

/**
 * Values that the storage does not keep; they last as long as the document. Null marks a value that
 * the storage failed to remove.
 */
const unsaved = new Map<string, string | null>();

/**
 * Values of this tab that survive a reload. If the browser blocks storage, values last as long as
 * the document.
 */
export const tabMemory = {
  get: (name: string): string | null => {
    const value = unsaved.get(name);
    return value === undefined ? read(name) : value;
  },

  /** Returns true if the value survives a reload. */
  set: (name: string, value: string): boolean => {
    askBrowser(() => sessionStorage.setItem(name, value));
    const isSaved = read(name) === value; // The storage may drop a value without an error.
    if (isSaved) unsaved.delete(name);
    else unsaved.set(name, value);
    return isSaved;
  },

  remove: (name: string): void => {
    askBrowser(() => sessionStorage.removeItem(name));
    if (read(name) === null) unsaved.delete(name);
    else unsaved.set(name, null);
  },

  /** Returns true if a reload loses the value. */
  isUnsaved: (name: string): boolean => typeof unsaved.get(name) === 'string',
};

const yearSeconds = 31_536_000;

/** Stores a choice for a year. Returns false if the browser blocks cookies. */
export function saveChoice(name: 'jari-locale' | 'jari-theme', value: string): boolean {
  return (
    askBrowser(() => {
      const secure = location.protocol === 'https:' ? '; Secure' : '';
      document.cookie = `${name}=${value}; Path=/; Max-Age=${yearSeconds}; SameSite=Lax${secure}`;
      return document.cookie.split('; ').includes(`${name}=${value}`);
    }).answer ?? false
  );
}

/**
 * Returns the locks that this browser's tabs share, or null. `request` may still reject if the
 * browser blocks storage.
 */
export const tabLocks = (): LockManager | null =>
  askBrowser(() => (navigator as Partial<Navigator>).locks).answer ?? null;

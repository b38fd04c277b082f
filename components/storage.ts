import { askBrowser } from './ask-browser.ts';

// Only this file accesses the browser's storage. No function in this file throws, because the
// storage may be missing, blocked or full.

/** Creates a memory in one of the browser's storages, or in this document if there is none. */
function createMemory(storage: () => Storage) {
  const read = (name: string): string | null =>
    askBrowser(() => storage().getItem(name)).answer ?? null;
  /**
   * Unsaved values, which last only until the document closes. Null marks a value that the storage
   * failed to remove.
   */
  const unsaved = new Map<string, string | null>();
  return {
    get: (name: string): string | null => {
      const value = unsaved.get(name);
      return value === undefined ? read(name) : value;
    },

    /** Returns true if the value survives a reload. */
    set: (name: string, value: string): boolean => {
      askBrowser(() => storage().setItem(name, value));
      const isSaved = read(name) === value; // The storage may drop a value without an error.
      if (isSaved) unsaved.delete(name);
      else unsaved.set(name, value);
      return isSaved;
    },

    remove: (name: string): void => {
      askBrowser(() => storage().removeItem(name));
      if (read(name) === null) unsaved.delete(name);
      else unsaved.set(name, null);
    },

    /** Returns true if a reload loses the value. */
    isUnsaved: (name: string): boolean => typeof unsaved.get(name) === 'string',
  };
}

/**
 * Values of this tab that survive a reload. Without storage, values last only until the document
 * closes.
 */
export const tabMemory = createMemory(() => sessionStorage);

/** Values of this device that all tabs share and that survive the end of the browser. */
export const deviceMemory = createMemory(() => localStorage);

const yearSeconds = 31_536_000;

/** Stores a choice in a cookie for one year. Returns false if the browser blocks cookies. */
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
 * Returns the lock manager that all tabs share, or null without Web Locks. `LockManager.request`
 * may still reject if the browser blocks storage.
 */
export const tabLocks = (): LockManager | null =>
  askBrowser(() => (navigator as Partial<Navigator>).locks).answer ?? null;

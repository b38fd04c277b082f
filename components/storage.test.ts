import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { saveChoice, tabLocks, tabMemory } from './storage.ts';

function throws(name: string): never {
  throw new DOMException('refused', name);
}

/** `refuses` lists the methods that throw an error. */
function storage(
  stored: Map<string, string>,
  refuses: ('getItem' | 'setItem' | 'removeItem')[] = [],
) {
  const unless = <T>(name: (typeof refuses)[number], work: () => T) =>
    refuses.includes(name) ? throws('QuotaExceededError') : work();
  return {
    getItem: (name: string) => unless('getItem', () => stored.get(name) ?? null),
    setItem: (name: string, value: string) => unless('setItem', () => void stored.set(name, value)),
    removeItem: (name: string) => unless('removeItem', () => void stored.delete(name)),
  };
}

const defineStorage = (get: () => unknown) =>
  Object.defineProperty(globalThis, 'sessionStorage', { configurable: true, get });

/** Ways in which browsers make the storage unusable. */
const withoutStorage: [string, () => void][] = [
  ['missing', () => vi.stubGlobal('sessionStorage', undefined)],
  ['null', () => vi.stubGlobal('sessionStorage', null)],
  ['blocked as a whole', () => defineStorage(() => throws('SecurityError'))],
  [
    'refusing every call',
    () => vi.stubGlobal('sessionStorage', storage(new Map(), ['getItem', 'setItem', 'removeItem'])),
  ],
  ['full', () => vi.stubGlobal('sessionStorage', storage(new Map(), ['setItem']))],
  [
    'forgetting without a word',
    () => vi.stubGlobal('sessionStorage', { ...storage(new Map()), setItem: () => undefined }),
  ],
];

beforeEach(() => {
  defineStorage(() => undefined);
});
afterEach(() => {
  tabMemory.remove('what');
  vi.unstubAllGlobals();
});

test('a working storage keeps a value across documents until it is removed', () => {
  const stored = new Map<string, string>();
  vi.stubGlobal('sessionStorage', storage(stored));
  expect(tabMemory.set('what', 'one')).toBe(true);
  expect([tabMemory.get('what'), stored.get('what'), tabMemory.isUnsaved('what')]).toEqual([
    'one',
    'one',
    false,
  ]);
  tabMemory.remove('what');
  expect([tabMemory.get('what'), stored.size]).toEqual([null, 0]);
});

describe.each(withoutStorage)('a storage that is %s', (_, prepare) => {
  beforeEach(prepare);

  test('keeps values for the document’s lifetime and reports that a reload would lose them', () => {
    expect([tabMemory.get('what'), tabMemory.isUnsaved('what')]).toEqual([null, false]);
    expect(tabMemory.set('what', 'one')).toBe(false);
    expect([tabMemory.get('what'), tabMemory.isUnsaved('what')]).toEqual(['one', true]);
    tabMemory.remove('what');
    expect([tabMemory.get('what'), tabMemory.isUnsaved('what')]).toEqual([null, false]);
  });
});

test('a full storage returns the latest value, not the stored one', () => {
  const stored = new Map([['what', 'old']]);
  vi.stubGlobal('sessionStorage', storage(stored, ['setItem', 'removeItem']));
  expect(tabMemory.set('what', 'new')).toBe(false);
  expect(tabMemory.get('what')).toBe('new');
  tabMemory.remove('what');
  expect(tabMemory.get('what')).toBeNull();
});

test('values are stored again once there is space', () => {
  vi.stubGlobal('sessionStorage', storage(new Map(), ['setItem']));
  tabMemory.set('what', 'one');
  vi.stubGlobal('sessionStorage', storage(new Map()));
  expect(tabMemory.set('what', 'two')).toBe(true);
  expect([tabMemory.get('what'), tabMemory.isUnsaved('what')]).toEqual(['two', false]);
});

const documentWith = (get: () => string, set: (line: string) => void) =>
  Object.defineProperty({}, 'cookie', { get, set });

test('a choice is saved if cookies are allowed, and reported as not saved if they are blocked', () => {
  let jar = 'other=1';
  vi.stubGlobal('location', { protocol: 'https:' });
  vi.stubGlobal(
    'document',
    documentWith(
      () => jar,
      (line) => (jar += `; ${line.slice(0, line.indexOf(';'))}`),
    ),
  );
  expect([saveChoice('jari-locale', 'en'), jar]).toEqual([true, 'other=1; jari-locale=en']);

  // With blocked cookies, Chromium ignores a new cookie, but a sandboxed document throws an error.
  vi.stubGlobal(
    'document',
    documentWith(
      () => '',
      () => undefined,
    ),
  );
  expect(saveChoice('jari-locale', 'en')).toBe(false);
  vi.stubGlobal(
    'document',
    documentWith(
      () => throws('SecurityError'),
      () => throws('SecurityError'),
    ),
  );
  expect(saveChoice('jari-locale', 'en')).toBe(false);
});

test('locks are null if the browser has none or denies access', () => {
  vi.stubGlobal('navigator', {});
  expect(tabLocks()).toBeNull();
  vi.stubGlobal('navigator', {
    get locks() {
      return throws('SecurityError');
    },
  });
  expect(tabLocks()).toBeNull();
});

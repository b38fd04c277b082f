import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { saveChoice, tabLocks, tabMemory } from './storage.ts';

function throws(name: string): never {
  throw new DOMException('refused', name);
}

/** A tab's storage that works; `refuses` names what it does not do. */
function storage(
  kept: Map<string, string>,
  refuses: ('getItem' | 'setItem' | 'removeItem')[] = [],
) {
  const unless = <T>(name: (typeof refuses)[number], work: () => T) =>
    refuses.includes(name) ? throws('QuotaExceededError') : work();
  return {
    getItem: (name: string) => unless('getItem', () => kept.get(name) ?? null),
    setItem: (name: string, value: string) => unless('setItem', () => void kept.set(name, value)),
    removeItem: (name: string) => unless('removeItem', () => void kept.delete(name)),
  };
}

const defineStorage = (get: () => unknown) =>
  Object.defineProperty(globalThis, 'sessionStorage', { configurable: true, get });

/** Everything that a browser may offer instead of a storage that works. */
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

test('where the tab’s storage works, a value outlasts the document and can be removed', () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', storage(kept));
  expect(tabMemory.set('what', 'one')).toBe(true);
  expect([tabMemory.get('what'), kept.get('what'), tabMemory.isUnsaved('what')]).toEqual([
    'one',
    'one',
    false,
  ]);
  tabMemory.remove('what');
  expect([tabMemory.get('what'), kept.size]).toEqual([null, 0]);
});

describe.each(withoutStorage)('a tab’s storage that is %s', (_, prepare) => {
  beforeEach(prepare);

  test('remembers for as long as the document lives, and says that a reload would lose it', () => {
    expect([tabMemory.get('what'), tabMemory.isUnsaved('what')]).toEqual([null, false]);
    expect(tabMemory.set('what', 'one')).toBe(false);
    expect([tabMemory.get('what'), tabMemory.isUnsaved('what')]).toEqual(['one', true]);
    tabMemory.remove('what');
    expect([tabMemory.get('what'), tabMemory.isUnsaved('what')]).toEqual([null, false]);
  });
});

test('a storage that is full shows the latest value, not the one that it kept', () => {
  const kept = new Map([['what', 'old']]);
  vi.stubGlobal('sessionStorage', storage(kept, ['setItem', 'removeItem']));
  expect(tabMemory.set('what', 'new')).toBe(false);
  expect(tabMemory.get('what')).toBe('new');
  tabMemory.remove('what');
  expect(tabMemory.get('what')).toBeNull();
});

test('once there is room again, a value is kept as usual', () => {
  vi.stubGlobal('sessionStorage', storage(new Map(), ['setItem']));
  tabMemory.set('what', 'one');
  vi.stubGlobal('sessionStorage', storage(new Map()));
  expect(tabMemory.set('what', 'two')).toBe(true);
  expect([tabMemory.get('what'), tabMemory.isUnsaved('what')]).toEqual(['two', false]);
});

/** A document whose cookies are read and written so. */
const documentWith = (get: () => string, set: (line: string) => void) =>
  Object.defineProperty({}, 'cookie', { get, set });

test('a choice is saved where cookies are allowed, and is said not to be where they are blocked', () => {
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

  // Chromium takes the line and keeps nothing; a sandboxed document throws.
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

test('locks are null where the browser has none or shows none', () => {
  vi.stubGlobal('navigator', {});
  expect(tabLocks()).toBeNull();
  vi.stubGlobal('navigator', {
    get locks() {
      return throws('SecurityError');
    },
  });
  expect(tabLocks()).toBeNull();
});

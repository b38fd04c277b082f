import { afterEach, expect, test, vi } from 'vitest';
import { showsDoor } from './use-entry.ts';

afterEach(() => vi.unstubAllGlobals());

function inBrowser(visibilityState: string, wantsNoMotion: boolean): void {
  vi.stubGlobal('document', { visibilityState });
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: wantsNoMotion && query === '(prefers-reduced-motion: reduce)',
  }));
}

test('the door delays the turn’s page only in a visible tab of a user who wants motion', () => {
  inBrowser('visible', false);
  expect(showsDoor()).toBe(true);
  inBrowser('visible', true);
  expect(showsDoor()).toBe(false);
  inBrowser('hidden', false);
  expect(showsDoor()).toBe(false);
});

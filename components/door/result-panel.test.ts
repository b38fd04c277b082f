import { createElement } from 'react';
import { expect, onTestFinished, test, vi } from 'vitest';
import { markupOf } from '#tests/support/components.tsx';
import type { ShownState } from './judge.ts';
import { looks, ResultPanel } from './result-panel.tsx';
import { playResult, wakeSound } from './sound.ts';

const states = Object.keys(looks) as ShownState[];
const usedAt = '2030-01-01T10:41:00.000Z';

const shown = (state: ShownState) =>
  markupOf(
    createElement(ResultPanel, {
      isChecking: false,
      result: { state, ticketId: 1, seat: 12, usedAt, scanId: 'scan-of-test', isOffline: false },
    }),
  );

const pitches: number[] = [];
const quiet = () => undefined;

/** Takes the place of the browser's sound, and notes each pitch. */
class Recorder {
  currentTime = 0;
  destination = {};
  resume = () => Promise.resolve();
  createGain = () => ({
    gain: { setValueAtTime: quiet, linearRampToValueAtTime: quiet },
    connect: quiet,
  });
  createOscillator = () => ({
    frequency: {
      set value(hertz: number) {
        pitches.push(hertz);
      },
    },
    connect: () => ({ connect: quiet }),
    start: quiet,
    stop: quiet,
  });
}

/** Returns the pitches that the door plays for a result. */
function played(state: ShownState): string {
  pitches.length = 0;
  playResult(state);
  return pitches.join();
}

test('each result has a word, a shape and a sound of its own, and only a valid ticket is green', () => {
  vi.stubGlobal('AudioContext', Recorder);
  onTestFinished(() => void vi.unstubAllGlobals());
  wakeSound();
  const ofStates = states.map((state) => {
    const markup = shown(state);
    expect(markup).toMatch(/^<div role="alert"/);
    return {
      word: /text-3xl[^>]*>([^<]*)</.exec(markup)?.[1],
      shape: /<svg[^>]*class="([^"]*)"/.exec(markup)?.[1],
      sound: played(state),
    };
  });
  for (const part of ['word', 'shape', 'sound'] as const)
    expect([part, new Set(ofStates.map((one) => one[part])).size]).toEqual([part, states.length]);
  expect(states.filter((state) => shown(state).includes('text-success'))).toEqual(['VALID']);
});

test('a used ticket shows the time of its use', () => {
  expect(shown('USED')).toContain('Admitted at 7:41 PM');
  for (const state of states.filter((one) => one !== 'USED'))
    expect(shown(state)).not.toContain('7:41');
});

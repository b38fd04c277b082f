import { deviceMemory } from '../storage.ts';
import type { ShownState } from './judge.ts';

/** Tones as [Hz, seconds], one after the other. Refusals differ in the number of low tones. */
const tones: Record<ShownState, [number, number][]> = {
  VALID: [
    [880, 0.09],
    [1_320, 0.14],
  ],
  USED: [
    [440, 0.14],
    [440, 0.14],
  ],
  VOID: [[180, 0.5]],
  WRONG_SHOW: [
    [180, 0.22],
    [180, 0.22],
  ],
  UNKNOWN: [
    [180, 0.14],
    [180, 0.14],
    [180, 0.14],
  ],
  UNCHECKED: [
    [440, 0.14],
    [180, 0.3],
  ],
};
const gapSeconds = 0.06;

let audio: AudioContext | undefined;

const switchName = 'jari-door-sound';
const listeners = new Set<() => void>();

/** Switch of the sound, which this device remembers. */
export const soundSwitch = {
  isOn: (): boolean => deviceMemory.get(switchName) !== 'off',
  toggle: (): void => {
    if (!soundSwitch.isOn()) wakeSound();
    deviceMemory.set(switchName, soundSwitch.isOn() ? 'off' : 'on');
    for (const listener of listeners) listener();
  },
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

/** Starts the sound. Browsers allow it only during a press. */
export function wakeSound(): void {
  audio ??= new AudioContext();
  void audio.resume();
}

/** Plays the tones of a result; does nothing before wakeSound, and while the sound is off. */
export function playResult(state: ShownState): void {
  if (audio === undefined || !soundSwitch.isOn()) return;
  let at = audio.currentTime;
  for (const [hertz, seconds] of tones[state]) {
    const [oscillator, gain] = [audio.createOscillator(), audio.createGain()];
    oscillator.type = state === 'VALID' ? 'sine' : 'square';
    oscillator.frequency.value = hertz;
    gain.gain.setValueAtTime(0.25, at);
    gain.gain.linearRampToValueAtTime(0, at + seconds);
    oscillator.connect(gain).connect(audio.destination);
    oscillator.start(at);
    oscillator.stop(at + seconds);
    at += seconds + gapSeconds;
  }
}

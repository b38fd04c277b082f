/** Sounds of a turn. The default is none, so that nothing sounds without a choice. */
export const sounds = ['NONE', 'BELL', 'CHIME', 'KNOCK'] as const;
export type Sound = (typeof sounds)[number];

interface Tone {
  hertz: number;
  /** Start and length in seconds. */
  at: number;
  length: number;
}

const tones: Record<Exclude<Sound, 'NONE'>, Tone[]> = {
  BELL: [
    { hertz: 880, at: 0, length: 1.2 },
    { hertz: 1_760, at: 0, length: 0.8 },
  ],
  CHIME: [
    { hertz: 659, at: 0, length: 0.5 },
    { hertz: 784, at: 0.25, length: 0.5 },
    { hertz: 1_047, at: 0.5, length: 0.9 },
  ],
  KNOCK: [
    { hertz: 196, at: 0, length: 0.12 },
    { hertz: 196, at: 0.2, length: 0.12 },
    { hertz: 196, at: 0.4, length: 0.12 },
  ],
};

let audio: AudioContext | undefined;

/**
 * Opens the device's audio. Browsers allow it only during a press, so a press on the page must call
 * this before a turn can sound. Does nothing without audio.
 */
export async function openAudio(): Promise<void> {
  if (!('AudioContext' in window)) return;
  audio ??= new AudioContext();
  // Chromium leaves the promise pending until the next press.
  if (audio.state === 'suspended') await Promise.race([audio.resume(), Promise.resolve()]);
}

/** Plays a sound of about one second. Silent if no press has opened the audio. */
export function play(sound: Sound): void {
  if (sound === 'NONE' || audio === undefined) return;
  const start = audio.currentTime + 0.05;
  for (const { hertz, at, length } of tones[sound]) {
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.4, start + at);
    volume.gain.exponentialRampToValueAtTime(0.001, start + at + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(start + at);
    tone.stop(start + at + length);
  }
}

import { deviceMemory } from '../storage.ts';
import { type Sound, sounds } from './turn-sound.ts';

/** How this device announces a turn while the page is open. */
export interface TurnAlertChoice {
  isOn: boolean;
  sound: Sound;
  vibrates: boolean;
}

const storedAs = 'jari-turn-alert';
const silent: TurnAlertChoice = { isOn: false, sound: 'NONE', vibrates: true };

/** Returns the choice on this device. An unreadable one counts as none. */
export function readTurnAlert(): TurnAlertChoice {
  const [isOn, sound, vibrates] = (deviceMemory.get(storedAs) ?? '').split(' ');
  if (isOn === undefined || sound === undefined || vibrates === undefined) return silent;
  return {
    isOn: isOn === 'on',
    sound: sounds.find((one) => one === sound) ?? 'NONE',
    vibrates: vibrates === 'vibrates',
  };
}

export function saveTurnAlert({ isOn, sound, vibrates }: TurnAlertChoice): void {
  const words = [isOn ? 'on' : 'off', sound, vibrates ? 'vibrates' : 'still'];
  deviceMemory.set(storedAs, words.join(' '));
}

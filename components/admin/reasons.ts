import { tabMemory } from '../storage.ts';

const name = 'jari-reasons';
const reasonsMax = 3;

/** Returns the latest reasons of this tab, the newest first. */
export function rememberedReasons(): string[] {
  try {
    const saved: unknown = JSON.parse(tabMemory.get(name) ?? '[]');
    return Array.isArray(saved) ? saved.filter((one) => typeof one === 'string') : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

export function rememberReason(reason: string): void {
  const others = rememberedReasons().filter((one) => one !== reason);
  tabMemory.set(name, JSON.stringify([reason, ...others].slice(0, reasonsMax)));
}

type Pressed = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** Returns the item of `count` to which a key moves from `at`; null for other keys and at the ends. */
export function arrowStep(
  { key, altKey, ctrlKey, metaKey }: Pressed,
  at: number,
  count: number,
): number | null {
  if (altKey || ctrlKey || metaKey) return null;
  const steps: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowRight: at + 1,
    Home: 0,
    End: count - 1,
  };
  const next = steps[key];
  return next === undefined || next < 0 || next >= count ? null : next;
}

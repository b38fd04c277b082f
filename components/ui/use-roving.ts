import { type FocusEvent, type KeyboardEvent, useRef, useState } from 'react';

const isModified = ({ altKey, ctrlKey, metaKey }: KeyboardEvent) => altKey || ctrlKey || metaKey;

/**
 * Makes the buttons of a group one tab stop, so that one Tab press leaves the group. Arrow keys,
 * Home and End move between the buttons. Spread `group` on the group's element.
 */
export function useRoving() {
  const bar = useRef<HTMLDivElement>(null);
  const [reached, setReached] = useState(0);
  const buttons = () => [...(bar.current?.querySelectorAll('button') ?? [])];
  const onKeyDown = (event: KeyboardEvent) => {
    const all = buttons();
    const at = all.findIndex((button) => button === event.target);
    const steps: Record<string, number> = {
      ArrowRight: (at + 1) % all.length,
      ArrowLeft: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    };
    const next = steps[event.key];
    if (next === undefined || at === -1 || isModified(event)) return;
    event.preventDefault();
    all[next]?.focus();
  };
  const onFocus = (event: FocusEvent) => {
    const at = buttons().findIndex((button) => button === event.target);
    if (at !== -1) setReached(at);
  };
  return {
    group: { ref: bar, onKeyDown, onFocus },
    /** `count` is the number of buttons, which may shrink below the last focused one. */
    tabIndexOf: (at: number, count: number) => (at === Math.min(reached, count - 1) ? 0 : -1),
  };
}

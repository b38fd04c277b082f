import { type KeyboardEvent, type UIEvent, useRef, useState } from 'react';
import { arrowStep } from './arrow-step.ts';

/** Scrolls a row of `count` items, each as wide as the row. Spread `row` on the row's element. */
export function useDeck(count: number) {
  const list = useRef<HTMLUListElement>(null);
  /** Item to which the row is scrolling, or null. */
  const goal = useRef<number | null>(null);
  const [reached, setReached] = useState(0);
  const at = Math.min(reached, count - 1); // A refund removes tickets.
  const itemAt = (index: number) => list.current?.children.item(index);
  const focusOn = (index: number) =>
    itemAt(index)?.querySelector('button')?.focus({ preventScroll: true });

  const goTo = (next: number) => {
    const item = itemAt(next);
    if (!(item instanceof HTMLElement)) return;
    goal.current = next;
    setReached(next);
    list.current?.scrollTo({ left: item.offsetLeft });
  };
  const onScroll = ({ currentTarget: { scrollLeft, clientWidth } }: UIEvent) => {
    const shown = Math.round(scrollLeft / clientWidth);
    if (goal.current === null) setReached(shown);
    else if (goal.current === shown) goal.current = null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = arrowStep(event, at, count);
    if (next === null) return;
    event.preventDefault();
    goTo(next);
    focusOn(next);
  };
  /** A swipe ends the scrolling to another item. */
  const stop = () => {
    goal.current = null;
  };
  return {
    at,
    goTo,
    focusOn,
    onKeyDown,
    row: { ref: list, onScroll, onPointerDown: stop, onWheel: stop },
  };
}

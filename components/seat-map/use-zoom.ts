import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

const scales = [1, 1.5, 2, 3];

export interface Zoom {
  frame: RefObject<HTMLDivElement | null>;
  child: RefObject<HTMLDivElement | null>;
  level: number;
  scale: number;
  isWhole: boolean;
  isLargest: boolean;
  zoom: (level: number) => void;
  /** Scrolls by `x` and `y` thirds of the visible area. */
  pan: (x: number, y: number) => void;
}

export function useZoom(): Zoom {
  const frame = useRef<HTMLDivElement>(null);
  const child = useRef<HTMLDivElement>(null);
  const middle = useRef({ x: 0.5, y: 0 });
  const [level, setLevel] = useState(0);

  const zoom = (next: number) => {
    const at = frame.current;
    if (at === null || scales[next] === undefined) return;
    middle.current = {
      x: (at.scrollLeft + at.clientWidth / 2) / at.scrollWidth,
      y: (at.scrollTop + at.clientHeight / 2) / at.scrollHeight,
    };
    setLevel(next);
  };
  const pan = (x: number, y: number) => {
    const at = frame.current;
    at?.scrollBy({ left: (x * at.clientWidth) / 3, top: (y * at.clientHeight) / 3 });
  };
  // Keeps the visible centre in place after a zoom. The effect of ZoomFrame runs before this
  // effect, so the child already has its new width.
  useLayoutEffect(() => {
    const at = frame.current;
    if (at === null) return;
    at.scrollLeft = middle.current.x * at.scrollWidth - at.clientWidth / 2;
    at.scrollTop = middle.current.y * at.scrollHeight - at.clientHeight / 2;
  }, [level]);

  return {
    frame,
    child,
    level,
    scale: scales[level] ?? 1,
    isWhole: level === 0,
    isLargest: level === scales.length - 1,
    zoom,
    pan,
  };
}

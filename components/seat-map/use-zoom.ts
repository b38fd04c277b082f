import {
  type RefCallback,
  type RefObject,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { Size } from './fit.ts';
import { followGestures, type Point } from './gestures.ts';

const step = 1.5;
const largest = 4;
/** Magnification after a double tap. */
const doubleTap = 2;

export interface Zoom {
  frame: RefCallback<HTMLDivElement>;
  child: RefObject<HTMLDivElement | null>;
  /** Size of the frame in CSS pixels, or null before the first measurement. */
  size: Size | null;
  /** Magnification from 1, at which the whole map is visible. */
  scale: number;
  isWhole: boolean;
  isLargest: boolean;
  /** Magnifies by `factor`. The point at `at`, in client coordinates, stays where it is. */
  zoomBy: (factor: number, at?: Point) => void;
  zoomIn: () => void;
  zoomOut: () => void;
  reset: () => void;
  /** Scrolls by `x` and `y` thirds of the visible area. */
  pan: (x: number, y: number) => void;
}

interface Anchor extends Point {
  /** Position of the point in the map, as shares of its width and height. */
  share: Point;
}

/** Magnifies the map by tools, by pinching, by a double tap and by the wheel with Ctrl. */
export function useZoom(): Zoom {
  // A state, because the list of seats replaces the frame for a while.
  const [frame, setFrame] = useState<HTMLDivElement | null>(null);
  const child = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor | null>(null);
  const [scale, setScale] = useState(1);
  const size = useSize(frame, scale === 1);

  const middle = (): Point => {
    const box = frame?.getBoundingClientRect();
    return box === undefined
      ? { x: 0, y: 0 }
      : { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  };
  const zoomTo = (next: number, at: Point = middle()) => {
    const box = child.current?.getBoundingClientRect();
    if (box === undefined) return;
    anchor.current = {
      ...at,
      share: { x: (at.x - box.left) / box.width, y: (at.y - box.top) / box.height },
    };
    setScale(Math.min(largest, Math.max(1, next)));
  };
  // Keeps the anchor in place. The effect of ZoomFrame runs before this effect, so the child already
  // has its new size.
  useLayoutEffect(() => {
    const box = child.current?.getBoundingClientRect();
    const { current: at } = anchor;
    anchor.current = null;
    if (box === undefined || at === null) return;
    frame?.scrollBy(
      box.left + at.share.x * box.width - at.x,
      box.top + at.share.y * box.height - at.y,
    );
  }, [frame, scale]);

  const onPinch = useEffectEvent((from: number, ratio: number, at: Point) =>
    zoomTo(from * ratio, at),
  );
  const onDoubleTap = useEffectEvent((at: Point) => zoomTo(scale > 1 ? 1 : doubleTap, at));
  const scaleNow = useEffectEvent(() => scale);
  useEffect(() => {
    if (frame === null) return undefined;
    return followGestures(frame, {
      scale: () => scaleNow(),
      onPinch: (...pinch) => onPinch(...pinch),
      onDoubleTap: (point) => onDoubleTap(point),
    });
  }, [frame]);

  const zoomBy = (factor: number, at?: Point) => zoomTo(scale * factor, at);
  return {
    frame: setFrame,
    child,
    size,
    scale,
    isWhole: scale === 1,
    isLargest: scale === largest,
    zoomBy,
    zoomIn: () => zoomBy(step),
    zoomOut: () => zoomBy(1 / step),
    reset: () => zoomTo(1),
    pan: (x, y) => {
      frame?.scrollBy({ left: (x * frame.clientWidth) / 3, top: (y * frame.clientHeight) / 3 });
    },
  };
}

/** Measures an element while `measures` is true. Keeps the last size otherwise. */
function useSize(element: HTMLElement | null, measures: boolean): Size | null {
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    if (element === null || !measures) return undefined;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [element, measures]);
  return size;
}

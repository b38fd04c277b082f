export interface Point {
  x: number;
  y: number;
}

interface Gestures {
  /** Magnification at the beginning of a gesture. */
  scale: () => number;
  /** `from` is the magnification at the beginning, `ratio` the change since then. */
  onPinch: (from: number, ratio: number, at: Point) => void;
  onDoubleTap: (at: Point) => void;
}

const doubleTapMs = 350;
const doubleTapPx = 24;
/** Change of the wheel that doubles the magnification; trackpads report a pinch as a wheel. */
const wheelPerDoubling = 100;

const pointOf = ({ clientX: x, clientY: y }: Touch | WheelEvent): Point => ({ x, y });

function twoOf(touches: TouchList): { distance: number; middle: Point } | null {
  const [one, two] = touches;
  if (one === undefined || two === undefined) return null;
  const [a, b] = [pointOf(one), pointOf(two)];
  return {
    distance: Math.hypot(a.x - b.x, a.y - b.y),
    middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 },
  };
}

/**
 * Reports pinches and double taps on an element, in client coordinates. One finger still scrolls.
 * Returns a function that ends the reports.
 */
export function followGestures(element: HTMLElement, gestures: Gestures): () => void {
  const closing = new AbortController();
  const { signal } = closing;
  let pinch: { from: number; distance: number } | null = null;
  let lastTap: { at: Point; ms: number } | null = null;

  const begin = ({ touches }: TouchEvent) => {
    const two = twoOf(touches);
    pinch = two === null ? null : { from: gestures.scale(), distance: two.distance };
    if (two !== null) lastTap = null;
  };
  const move = (event: TouchEvent) => {
    const two = twoOf(event.touches);
    if (pinch === null || two === null) return;
    event.preventDefault(); // the browser would magnify the whole page
    gestures.onPinch(pinch.from, two.distance / pinch.distance, two.middle);
  };
  const end = ({ touches, changedTouches, timeStamp }: TouchEvent) => {
    const [touch] = changedTouches;
    if (pinch !== null || touch === undefined) {
      if (touches.length < 2) pinch = null;
      return;
    }
    const at = pointOf(touch);
    const isSecond =
      lastTap !== null &&
      timeStamp - lastTap.ms < doubleTapMs &&
      Math.hypot(at.x - lastTap.at.x, at.y - lastTap.at.y) < doubleTapPx;
    lastTap = isSecond ? null : { at, ms: timeStamp };
    if (isSecond) gestures.onDoubleTap(at);
  };
  const wheel = (event: WheelEvent) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    gestures.onPinch(gestures.scale(), 2 ** (-event.deltaY / wheelPerDoubling), pointOf(event));
  };
  element.addEventListener('touchstart', begin, { signal, passive: true });
  element.addEventListener('touchmove', move, { signal, passive: false });
  element.addEventListener('touchend', end, { signal, passive: true });
  element.addEventListener('wheel', wheel, { signal, passive: false });
  return () => closing.abort();
}

'use client';

import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, type LucideIcon, Maximize, ZoomIn, ZoomOut } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';

const scales = [1, 1.5, 2, 3];

/** Shows its child whole (`ratio`: its width by its height), larger on demand, and moves over it: by buttons, or as anything that scrolls. */
export function ZoomFrame({ ratio, children }: { ratio: number; children: ReactNode }) {
  const t = useTranslations('seating.map');
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
  // From here and not in the document, since the pages' policy takes no style from there.
  useLayoutEffect(() => {
    child.current?.style.setProperty('width', `calc(min(100%, max(20rem, ${66 * ratio}dvh)) * ${scales[level] ?? 1})`);
  }, [ratio, level]);
  // What was in the middle stays there.
  useLayoutEffect(() => {
    const at = frame.current;
    if (at === null) return;
    at.scrollLeft = middle.current.x * at.scrollWidth - at.clientWidth / 2;
    at.scrollTop = middle.current.y * at.scrollHeight - at.clientHeight / 2;
  }, [level]);

  const whole = level === 0;
  return (
    <div className="overflow-hidden rounded-2xl border border-line bg-surface">
      <div ref={frame} className="max-h-[70dvh] overflow-auto overscroll-contain p-1 sm:p-3">
        <div ref={child} className="mx-auto w-[min(100%,max(20rem,66dvh))]">
          {children}
        </div>
      </div>
      <div role="group" aria-label={t('view')} className="flex flex-wrap justify-center border-t border-line p-1">
        <Tool icon={ZoomIn} label={t('zoomIn')} off={level === scales.length - 1} onPress={() => zoom(level + 1)} />
        <Tool icon={ZoomOut} label={t('zoomOut')} off={whole} onPress={() => zoom(level - 1)} />
        <Tool icon={Maximize} label={t('zoomReset')} off={whole} onPress={() => zoom(0)} />
        <Tool icon={ArrowLeft} label={t('panLeft')} off={whole} onPress={() => pan(-1, 0)} />
        <Tool icon={ArrowRight} label={t('panRight')} off={whole} onPress={() => pan(1, 0)} />
        <Tool icon={ArrowUp} label={t('panUp')} off={whole} onPress={() => pan(0, -1)} />
        <Tool icon={ArrowDown} label={t('panDown')} off={whole} onPress={() => pan(0, 1)} />
      </div>
    </div>
  );
}

/** Stays focusable when it is of no use at the moment, so that the focus is not lost by pressing it. */
function Tool({ icon: Icon, label, off, onPress }: { icon: LucideIcon; label: string; off: boolean; onPress: () => void }) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-disabled={off}
      onClick={() => {
        if (!off) onPress();
      }}
      className="flex size-11 items-center justify-center rounded-xl hover:bg-raised aria-disabled:cursor-not-allowed aria-disabled:opacity-40"
    >
      <Icon aria-hidden className="size-5" />
    </button>
  );
}

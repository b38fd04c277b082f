'use client';

import {
  ArrowDown,
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  type LucideIcon,
  Maximize,
  ZoomIn,
  ZoomOut,
} from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { Zoom } from './use-zoom.ts';

interface Tool {
  name: 'zoomIn' | 'zoomOut' | 'zoomReset' | 'panLeft' | 'panRight' | 'panUp' | 'panDown';
  Icon: LucideIcon;
  off: boolean;
  press: () => void;
}

function toolsOf({ level, isWhole, isLargest, zoom, pan }: Zoom): Tool[] {
  return [
    { name: 'zoomIn', Icon: ZoomIn, off: isLargest, press: () => zoom(level + 1) },
    { name: 'zoomOut', Icon: ZoomOut, off: isWhole, press: () => zoom(level - 1) },
    { name: 'zoomReset', Icon: Maximize, off: isWhole, press: () => zoom(0) },
    { name: 'panLeft', Icon: ArrowLeft, off: isWhole, press: () => pan(-1, 0) },
    { name: 'panRight', Icon: ArrowRight, off: isWhole, press: () => pan(1, 0) },
    { name: 'panUp', Icon: ArrowUp, off: isWhole, press: () => pan(0, -1) },
    { name: 'panDown', Icon: ArrowDown, off: isWhole, press: () => pan(0, 1) },
  ];
}

/**
 * Makes all tools one tab stop, so that one Tab press leaves the tools. Arrow keys move between the
 * tools.
 */
export function ZoomTools({ zoom }: { zoom: Zoom }) {
  const t = useTranslations('seating.map');
  const bar = useRef<HTMLDivElement>(null);
  const [reached, setReached] = useState(0);
  const tools = toolsOf(zoom);
  const onKeyDown = (event: KeyboardEvent) => {
    const last = tools.length - 1;
    const steps: Record<string, number> = {
      ArrowRight: reached === last ? 0 : reached + 1,
      ArrowLeft: reached === 0 ? last : reached - 1,
      Home: 0,
      End: last,
    };
    const next = steps[event.key];
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    bar.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={t('view')}
      onKeyDown={onKeyDown}
      className="flex flex-wrap justify-center rounded-2xl border border-line bg-surface p-1"
    >
      {tools.map(({ name, Icon, off, press }, at) => (
        // A disabled button stays focusable, so that a press does not lose the focus.
        <button
          key={name}
          type="button"
          aria-label={t(name)}
          aria-disabled={off}
          tabIndex={at === reached ? 0 : -1}
          onFocus={() => setReached(at)}
          onClick={() => {
            if (!off) press();
          }}
          className="flex size-11 items-center justify-center rounded-xl hover:bg-raised aria-disabled:cursor-not-allowed aria-disabled:opacity-40"
        >
          <Icon aria-hidden className="size-5" />
        </button>
      ))}
    </div>
  );
}

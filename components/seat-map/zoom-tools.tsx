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
import { cn } from '../ui/cn.ts';
import { useRoving } from '../ui/use-roving.ts';
import type { Zoom } from './use-zoom.ts';

interface Tool {
  name: 'zoomIn' | 'zoomOut' | 'zoomReset' | 'panLeft' | 'panRight' | 'panUp' | 'panDown';
  Icon: LucideIcon;
  off: boolean;
  press: () => void;
}

function toolsOf({ isWhole, isLargest, zoomIn, zoomOut, reset, pan }: Zoom): Tool[] {
  return [
    { name: 'zoomIn', Icon: ZoomIn, off: isLargest, press: zoomIn },
    { name: 'zoomOut', Icon: ZoomOut, off: isWhole, press: zoomOut },
    { name: 'zoomReset', Icon: Maximize, off: isWhole, press: reset },
    { name: 'panLeft', Icon: ArrowLeft, off: isWhole, press: () => pan(-1, 0) },
    { name: 'panRight', Icon: ArrowRight, off: isWhole, press: () => pan(1, 0) },
    { name: 'panUp', Icon: ArrowUp, off: isWhole, press: () => pan(0, -1) },
    { name: 'panDown', Icon: ArrowDown, off: isWhole, press: () => pan(0, 1) },
  ];
}

/** Makes all tools one tab stop. The arrows appear only while they can move the map. */
export function ZoomTools({ zoom, className }: { zoom: Zoom; className?: string }) {
  const t = useTranslations('seating.map');
  const { group, tabIndexOf } = useRoving();
  const tools = toolsOf(zoom).filter(({ name }) => !zoom.isWhole || !name.startsWith('pan'));
  return (
    <div
      role="toolbar"
      aria-label={t('view')}
      {...group}
      className={cn('flex rounded-2xl border border-line bg-surface', className)}
    >
      {tools.map(({ name, Icon, off, press }, at) => (
        // A disabled button stays focusable, so that a press does not lose the focus.
        <button
          key={name}
          type="button"
          aria-label={t(name)}
          aria-disabled={off}
          tabIndex={tabIndexOf(at, tools.length)}
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

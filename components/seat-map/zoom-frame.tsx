'use client';

import { type ReactNode, useLayoutEffect } from 'react';
import { cn } from '../ui/cn.ts';
import type { Zoom } from './use-zoom.ts';

/**
 * Shows the child in the window, at `width` CSS pixels without magnification. Before the first
 * measurement, the child is as wide as the window.
 */
export function ZoomFrame({
  zoom: { frame, child, size, scale, isWhole },
  width,
  className,
  children,
}: {
  zoom: Zoom;
  width: number;
  className?: string | undefined;
  children: ReactNode;
}) {
  // Sets the width by script, because the content security policy forbids inline styles.
  useLayoutEffect(() => {
    if (size === null) return;
    child.current?.style.setProperty('width', `${String(width * scale)}px`);
    child.current?.style.setProperty('max-width', 'none');
  }, [child, size, width, scale]);
  return (
    <div
      ref={frame}
      className={cn(
        'touch-pan-x touch-pan-y overscroll-contain',
        isWhole ? 'overflow-x-hidden overflow-y-auto' : 'overflow-auto',
        className,
      )}
    >
      <div ref={child} className="mx-auto w-full max-w-[40rem]">
        {children}
      </div>
    </div>
  );
}

'use client';

import { type ReactNode, useLayoutEffect } from 'react';
import type { Zoom } from './use-zoom.ts';

/**
 * Fits the child into the window at the lowest zoom level. `ratio` is the child's width divided by
 * its height.
 */
export function ZoomFrame({
  zoom: { frame, child, scale },
  ratio,
  children,
}: {
  zoom: Zoom;
  ratio: number;
  children: ReactNode;
}) {
  // Sets the width by script, because the content security policy forbids inline styles.
  useLayoutEffect(() => {
    child.current?.style.setProperty(
      'width',
      `calc(min(100%, max(20rem, ${66 * ratio}dvh)) * ${scale})`,
    );
  }, [child, ratio, scale]);
  return (
    <div className="overflow-hidden rounded-2xl border border-line bg-surface">
      <div ref={frame} className="max-h-[70dvh] overflow-auto overscroll-contain p-1 sm:p-3">
        <div ref={child} className="mx-auto w-[min(100%,max(20rem,66dvh))]">
          {children}
        </div>
      </div>
    </div>
  );
}

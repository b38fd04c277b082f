'use client';

import type { ReactNode } from 'react';

/**
 * Keeps the buttons of a long form at the bottom of the window, above a bar of the height
 * `--bottom-bar`.
 */
export function SaveBar({ children }: { children: ReactNode }) {
  return (
    <div className="tall:sticky tall:bottom-(--bottom-bar,0px) z-10 -mx-4 flex flex-col gap-3 border-t border-line bg-canvas px-4 py-3 sm:mx-0 sm:px-0">
      {children}
    </div>
  );
}

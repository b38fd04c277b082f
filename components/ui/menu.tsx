'use client';

import { Ellipsis } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { cn } from './cn.ts';

interface MenuItem {
  text: string;
  icon?: ReactNode;
  isDanger?: boolean;
  act: () => void;
}

/** Shows less frequent actions behind a ⋯ button. Escape, Tab and a press outside close the menu. */
export function Menu({ label, items }: { label: string; items: MenuItem[] }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const closeOutside = ({ target }: Event) => {
      if (target instanceof Node && box.current?.contains(target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    return () => document.removeEventListener('pointerdown', closeOutside);
  }, [open]);
  const close = () => {
    button.current?.focus();
    setOpen(false);
  };
  return (
    <div ref={box} className="relative">
      <button
        ref={button}
        type="button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        {...(open && { 'aria-controls': id })}
        onClick={() => setOpen(!open)}
        className="flex size-11 items-center justify-center rounded-xl hover:bg-raised"
      >
        <Ellipsis aria-hidden className="size-5" />
      </button>
      {open && <MenuItems id={id} label={label} items={items} onClose={close} />}
    </div>
  );
}

interface MenuItemsProps {
  id: string;
  label: string;
  items: MenuItem[];
  /** Closes the menu. The button takes the focus, so that a dialog later returns the focus to it. */
  onClose: () => void;
}

function MenuItems({ id, label, items, onClose }: MenuItemsProps) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => list.current?.querySelector('button')?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    const all = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = all.findIndex((item) => item === document.activeElement);
    const steps: Record<string, number> = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    };
    const next = steps[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') onClose();
    all[next ?? -1]?.focus();
    if (next !== undefined || event.key === 'Escape') event.preventDefault();
  };
  return (
    <div
      ref={list}
      id={id}
      role="menu"
      aria-label={label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      className="absolute top-full right-0 z-30 min-w-44 rounded-2xl border border-line bg-surface p-1.5 shadow-lg"
    >
      {items.map(({ text, icon, isDanger = false, act }) => (
        <button
          key={text}
          type="button"
          role="menuitem"
          tabIndex={-1}
          onClick={() => {
            onClose();
            act();
          }}
          className={cn(
            'flex min-h-11 w-full items-center gap-2.5 rounded-xl px-3 text-left font-semibold whitespace-nowrap hover:bg-raised',
            isDanger && 'text-danger',
          )}
        >
          {icon}
          {text}
        </button>
      ))}
    </div>
  );
}

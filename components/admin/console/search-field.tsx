'use client';

import { Search } from 'lucide-react';
import type { Ref } from 'react';

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (typed: string) => void;
  ref?: Ref<HTMLInputElement>;
}

/** A search whose label is inside it, for dense lists. */
export function SearchField({ label, value, onChange, ref }: SearchFieldProps) {
  return (
    <div className="relative">
      <Search aria-hidden className="absolute top-3 left-3 size-5 text-muted" />
      <input
        ref={ref}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        autoComplete="off"
        onChange={({ target }) => onChange(target.value)}
        className="min-h-11 w-full rounded-xl border border-edge bg-surface pr-3 pl-10 placeholder:text-muted"
      />
    </div>
  );
}

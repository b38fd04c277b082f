import type { ReactNode } from 'react';

/** Facts with their names. */
export function Facts({ facts }: { facts: { name: string; value: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-3">
      {facts.map(({ name, value }) => (
        <div key={name} className="contents">
          <dt className="font-medium text-muted">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

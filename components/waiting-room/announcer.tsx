import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFormats } from '#components/format.tsx';

const nearFront = 3;

/** Worth hearing: half of what was last said, or every step near the front; also a place further back than before. */
function isWorthSaying(position: number, said: number): boolean {
  return position > said || position <= said / 2 || (position <= nearFront && position < said);
}

/** Tells a screen reader how the place moves, but not every step of it. */
export function Announcer({ position }: { position: number }) {
  const t = useTranslations('queue');
  const { number } = useFormats();
  const [said, setSaid] = useState(position);
  if (isWorthSaying(position, said)) setSaid(position);
  return (
    <p role="status" className="sr-only">
      {t('announced', { position: number(said) })}
    </p>
  );
}

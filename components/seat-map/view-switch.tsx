import { LayoutGrid, List } from 'lucide-react';
import { useTranslations } from 'next-intl';

export type View = 'map' | 'list';
const views = [
  { view: 'map', Icon: LayoutGrid },
  { view: 'list', Icon: List },
] as const;

export function ViewSwitch({
  view: shown,
  onChange,
}: {
  view: View;
  onChange: (view: View) => void;
}) {
  const t = useTranslations('seating.map');
  return (
    <div
      role="group"
      aria-label={t('views')}
      className="flex rounded-xl border border-line bg-surface p-1"
    >
      {views.map(({ view, Icon }) => (
        <button
          key={view}
          type="button"
          aria-pressed={view === shown}
          onClick={() => onChange(view)}
          className="flex min-h-11 items-center gap-2 rounded-lg px-4 font-semibold hover:bg-raised aria-pressed:bg-accent aria-pressed:text-accent-ink"
        >
          <Icon aria-hidden className="size-4" />
          {t(`${view}View`)}
        </button>
      ))}
    </div>
  );
}

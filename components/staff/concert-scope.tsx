import { useTranslations } from 'next-intl';
import { type ConcertName, useConcertTitle } from './concert-names.ts';
import type { TypedGrant } from './grant.ts';

interface ConcertScopeProps {
  concerts: ConcertName[];
  scope: TypedGrant['scope'];
  chosen: readonly number[];
  /** True if named concerts were asked for, but none is chosen. */
  missing: boolean;
  onChange: (change: Partial<Pick<TypedGrant, 'scope' | 'concerts'>>) => void;
}

const rowClass = 'flex min-h-11 cursor-pointer items-center gap-3';

/** Chooses all concerts or some of them. */
export function ConcertScope({ concerts, scope, chosen, missing, onChange }: ConcertScopeProps) {
  const t = useTranslations('staff.staff');
  return (
    <fieldset className="flex flex-col">
      <legend className="mb-1 text-sm font-semibold">{t('where')}</legend>
      {(['all', 'named'] as const).map((value) => (
        <label key={value} className={rowClass}>
          <input
            type="radio"
            name="scope"
            value={value}
            checked={value === scope}
            className="size-5 accent-accent"
            onChange={() => onChange({ scope: value })}
          />
          {t(value === 'all' ? 'allConcerts' : 'namedConcerts')}
        </label>
      ))}
      {scope === 'named' && <ConcertBoxes {...{ concerts, chosen, missing, onChange }} />}
    </fieldset>
  );
}

function ConcertBoxes({ concerts, chosen, missing, onChange }: Omit<ConcertScopeProps, 'scope'>) {
  const t = useTranslations('staff.staff');
  const titleOf = useConcertTitle(concerts);
  const toggle = (concertId: number) =>
    onChange({
      concerts: chosen.includes(concertId)
        ? chosen.filter((id) => id !== concertId)
        : [...chosen, concertId],
    });
  return (
    <>
      <div className="max-h-48 overflow-y-auto rounded-xl border border-line px-3">
        {concerts.map(({ concertId }, at) => (
          <label key={concertId} className={rowClass}>
            <input
              type="checkbox"
              checked={chosen.includes(concertId)}
              aria-invalid={missing && at === 0}
              className="size-5 shrink-0 accent-accent"
              onChange={() => toggle(concertId)}
            />
            {titleOf(concertId)}
          </label>
        ))}
      </div>
      {missing && <p className="mt-1 text-sm text-danger">{t('concertsMissing')}</p>}
    </>
  );
}

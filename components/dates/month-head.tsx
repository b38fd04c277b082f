import { useTranslations } from 'next-intl';
import { useFormats } from '#components/format.tsx';

interface MonthHeadProps {
  /** YYYY-MM. */
  months: string[];
  /** Index of the shown month. */
  at: number;
  onTurn: (month: string) => void;
}

/** Names the shown month. Several months have buttons. */
export function MonthHead({ months, at, onTurn }: MonthHeadProps) {
  const t = useTranslations('catalog');
  const { month: nameOf } = useFormats();
  const turn = (label: 'monthBefore' | 'monthAfter', sign: string, to: string | undefined) => (
    <button
      type="button"
      aria-label={t(label)}
      disabled={to === undefined}
      onClick={() => onTurn(to ?? '')}
      className="size-11 rounded-xl text-2xl hover:bg-raised disabled:text-line"
    >
      <span aria-hidden>{sign}</span>
    </button>
  );
  return (
    <div className="flex min-h-11 items-center justify-between">
      <p aria-live="polite" className="font-semibold">
        {nameOf(`${months[at] ?? ''}-01`)}
      </p>
      {months.length > 1 && (
        <div className="-mr-2 flex">
          {turn('monthBefore', '‹', months[at - 1])}
          {turn('monthAfter', '›', months[at + 1])}
        </div>
      )}
    </div>
  );
}

import { useTranslations } from 'next-intl';
import { useFormats } from '../../format.tsx';
import type { Effect, QueueFigures } from '../effects.ts';

const minutesInHoursMin = 180;

/** Returns a function that formats a span, as in `48~70분`, in hours from three hours on. */
export function useSpanText(): (span: NonNullable<Effect['span']>) => string {
  const t = useTranslations('console.span');
  const { number } = useFormats();
  return ({ fromMinutes, toMinutes }) => {
    const isLong = toMinutes >= minutesInHoursMin;
    const [from, to] = isLong
      ? [Math.max(1, Math.floor(fromMinutes / 60)), Math.ceil(toMinutes / 60)]
      : [fromMinutes, toMinutes];
    const unit = isLong ? 'hours' : 'minutes';
    return from === 0 || from === to
      ? t(`${unit}At`, { to: number(to) })
      : t(unit, { from: number(from), to: number(to) });
  };
}

/** Returns a function that states an effect in numbers. */
export function useEffectText(): (effect: Effect, figures: QueueFigures) => string {
  const t = useTranslations('console.effect');
  const spanText = useSpanText();
  return ({ kind, entering, span }, { waiting, active, capacity }) =>
    t(kind, {
      entering,
      waiting,
      others: waiting - entering,
      active,
      capacity,
      span: span === null ? '' : spanText(span),
    });
}

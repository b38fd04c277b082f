import { useTranslations } from 'next-intl';
import { defaultFeeSchedule } from '#server/fees/fees.schema.ts';
import type { Outputs } from '../api.ts';
import { useFormats } from '../format.tsx';
import { typedDuration, useDuration } from './duration.ts';
import {
  feesAsTyped,
  type Control,
  type ControlField,
  momentAsTyped,
  type PolicyChange,
  type SaleChange,
  typedFees,
  typedKinds,
  typedMoment,
  type TypedName,
  typedNumber,
} from './control.ts';

type Overview = Outputs['admin']['overview'];

type Figures = Pick<Overview, 'waiting' | 'active' | 'held' | 'sold' | 'available'>;

/** Returns the numbers of people and seats that the descriptions of controls name. */
const numbersOf = ({ waiting, active, held, sold, available }: Figures) => ({
  waiting,
  active,
  sold,
  available,
  taken: held + sold,
});

/** Returns a function that builds a control whose field starts with the current value. */
function useTyped<Change>(figures: Figures) {
  const t = useTranslations('admin.control');
  return (
    name: TypedName,
    initial: string,
    more: Pick<ControlField<Change>, 'alternatives' | 'conflict'> = {},
  ): Omit<Control<Change>, 'value' | 'changeOf'> => ({
    name,
    label: t(`${name}.label`),
    action: t(`${name}.action`),
    title: t(`${name}.title`),
    description: t(`${name}.description`, numbersOf(figures)),
    done: t(`${name}.done`),
    field: {
      label: t(`${name}.field`),
      hint: t(`${name}.hint`),
      invalid: t(`${name}.wrong`),
      kind: typedKinds[name],
      initial,
      ...more,
    },
  });
}

/** Returns the settings of a queue that have no lever of their own. */
export function useOtherQueueControls(overview: Overview): Control<PolicyChange>[] {
  const t = useTranslations('admin.control');
  const typed = useTyped<PolicyChange>(overview);
  const duration = useDuration();
  const openings = useOpenings(overview);
  const seconds = (
    name: 'sessionSeconds' | 'claimSeconds' | 'graceSeconds',
  ): Control<PolicyChange> => ({
    ...typed(name, duration(overview[name]), {
      alternatives: [
        {
          text: t('asAll'),
          about: t('asAllAbout'),
          change: { [name]: null },
          holds: overview.asAll[name],
        },
      ],
    }),
    value: t(overview.asAll[name] ? 'usualValue' : 'ownValue', {
      value: t(`${name}.value`, { value: duration(overview[name]) }),
    }),
    changeOf: (given) => ({ [name]: typedDuration(given) }),
  });
  return [...openings, seconds('sessionSeconds'), seconds('claimSeconds'), seconds('graceSeconds')];
}

const usualLeadMs = 30 * 60_000;

/** Reports a conflict if the opening of the queue is later than the sale. */
function useOpenings(overview: Overview): Control<PolicyChange>[] {
  const { opensAt, lineOpensAt } = overview;
  const t = useTranslations('admin.control');
  const typed = useTyped<PolicyChange>(overview);
  const { moment } = useFormats();
  // By default, the queue opens 30 minutes before the sale, even if the sale moves.
  const isUsual = Date.parse(opensAt) - Date.parse(lineOpensAt) === usualLeadMs;
  return [
    {
      ...typed('opensAt', momentAsTyped(opensAt), {
        conflict: ({ opensAt: given }) =>
          !isUsual && given !== undefined && Date.parse(given) < Date.parse(lineOpensAt)
            ? t('opensAt.beforeLine', { time: moment(lineOpensAt) })
            : null,
      }),
      value: moment(opensAt),
      changeOf: (given) => ({ opensAt: typedMoment(given, opensAt) }),
    },
    {
      ...typed('lineOpensAt', momentAsTyped(lineOpensAt), {
        alternatives: [
          { text: t('lineOpensAt.usual'), change: { lineOpensAt: null }, holds: isUsual },
        ],
        conflict: ({ lineOpensAt: given }) =>
          typeof given === 'string' && Date.parse(given) > Date.parse(opensAt)
            ? t('lineOpensAt.afterSale', { time: moment(opensAt) })
            : null,
      }),
      value: isUsual
        ? t('lineOpensAt.valueUsual', { time: moment(lineOpensAt) })
        : moment(lineOpensAt),
      changeOf: (given) => ({ lineOpensAt: typedMoment(given, lineOpensAt) }),
    },
  ];
}

export type Sale = Pick<
  Outputs['admin']['concerts']['get'],
  'maxSeats' | 'orphanRule' | 'cancellationFees'
>;

/** Returns the settings of a concert that can change during its sale. */
export function useSaleControls(
  { maxSeats, orphanRule, cancellationFees }: Sale,
  figures: Figures,
): Control<SaleChange>[] {
  const fees = cancellationFees ?? defaultFeeSchedule;
  const t = useTranslations('admin.control');
  const typed = useTyped<SaleChange>(figures);
  const { number } = useFormats();
  const turn = orphanRule ? 'off' : 'on';
  const steps = fees.map(({ fromDays, percent }) =>
    t('cancellationFees.step', { days: fromDays, percent }),
  );
  const isUsual = feesAsTyped(fees) === feesAsTyped(defaultFeeSchedule);
  return [
    {
      ...typed('maxSeats', String(maxSeats)),
      value: t('maxSeats.value', { value: number(maxSeats) }),
      changeOf: (given) => ({ maxSeats: typedNumber(given) }),
    },
    {
      name: 'orphanRule',
      label: t('orphanRule.label'),
      value: orphanRule ? t('orphanRule.isOn') : t('orphanRule.isOff'),
      action: t(`orphanRule.${turn}.action`),
      title: t(`orphanRule.${turn}.title`),
      description: t('orphanRule.description', numbersOf(figures)),
      done: t(`orphanRule.${turn}.done`),
      changeOf: () => ({ orphanRule: !orphanRule }),
    },
    {
      ...typed('cancellationFees', feesAsTyped(fees), {
        alternatives: [
          {
            text: t('asAll'),
            about: t('feesAsAllAbout'),
            change: { cancellationFees: null },
            holds: isUsual,
          },
          {
            text: t('cancellationFees.never'),
            change: { cancellationFees: [] },
            holds: fees.length === 0,
          },
        ],
      }),
      value: fees.length === 0 ? t('cancellationFees.none') : steps.join(' · '),
      changeOf: (given) => ({ cancellationFees: typedFees(given) }),
    },
  ];
}

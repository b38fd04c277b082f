'use client';

import { useTranslations } from 'next-intl';
import { type SubmitEvent, useState } from 'react';
import {
  gradesOfDateMax,
  type SeatFields,
  seatsOfDateMax,
} from '#server/seat-plan/seat-plan.schema.ts';
import { gradesOf } from '#server/seating/rows.schema.ts';
import { gradeLengthMax, planNumber, seatPriceMax } from '#server/seating/seating.schema.ts';
import { Select } from '../editing/inputs.tsx';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { nothingTyped, type TypedChange, typedChange } from './typed-change.ts';
import { changeSeats, removeSeats } from './plan.ts';
import { seatKinds } from './seat-words.ts';
import { nothing, type Selection, typedSeats } from './selection.ts';

const planNumberMax = planNumber.maxValue ?? 0;

interface SelectionPanelProps {
  seats: readonly SeatFields[];
  selection: Selection;
  onSelect: (next: Selection) => void;
  onChange: (seats: readonly SeatFields[]) => void;
}

/** Keeps the typed values of the chosen seats, and marks wrong ones. */
function useTyped() {
  const t = useTranslations('editing.seats');
  const [typed, setTyped] = useState<TypedChange>(nothingTyped);
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const { number } = useFormats();
  const hints = {
    grade: { max: gradeLengthMax, grades: gradesOfDateMax },
    price: { max: number(seatPriceMax) },
    companionOf: { max: seatsOfDateMax },
    row: { max: planNumberMax },
    column: { max: planNumberMax },
  };
  const set = (name: keyof TypedChange, value: string) => {
    setTyped({ ...typed, [name]: value });
    setWrong(wrong.filter((other) => other !== name));
  };
  return {
    typed,
    set,
    bind: (name: keyof typeof hints) => ({
      label: t(`label.${name}`),
      hint: t(`hint.${name}`, hints[name]),
      error: wrong.includes(name) ? t(`wrong.${name}`, hints[name]) : undefined,
      value: typed[name],
      autoComplete: 'off',
      onChange: ({ target }: { target: { value: string } }) => set(name, target.value),
    }),
    /** Returns null, and marks the wrong fields, if there are any. */
    read: () => {
      const found = typedChange(typed);
      setWrong('wrong' in found ? found.wrong : []);
      return 'change' in found ? found.change : null;
    },
    clear: () => setTyped(nothingTyped),
  };
}

/** Changes all chosen seats together. An empty field changes nothing. */
export function SelectionPanel({ seats, selection, onSelect, onChange }: SelectionPanelProps) {
  const t = useTranslations('editing.seats');
  const { typed, set, bind, read, clear } = useTyped();
  const { chosen } = selection;
  const apply = (event: SubmitEvent) => {
    event.preventDefault();
    const change = read();
    if (change === null || chosen.size === 0) return;
    onChange(changeSeats(seats, chosen, change));
    clear();
  };
  return (
    <form noValidate onSubmit={apply} className="flex flex-col gap-3" aria-label={t('panel')}>
      <ChosenSeats seats={seats} selection={selection} onSelect={onSelect} />
      <div className="grid grid-cols-2 gap-3">
        <Field {...bind('grade')} list="grades" />
        <Field {...bind('price')} inputMode="numeric" />
        <KindSelect value={typed.kind} onChange={(kind) => set('kind', kind)} />
        <Field {...bind('companionOf')} inputMode="numeric" disabled={typed.kind !== 'COMPANION'} />
        <Field {...bind('row')} inputMode="numeric" />
        <Field {...bind('column')} inputMode="numeric" />
      </div>
      <datalist id="grades">
        {gradesOf(seats).map(({ grade }) => (
          <option key={grade} value={grade} />
        ))}
      </datalist>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" aria-disabled={chosen.size === 0}>
          {t('apply', { count: chosen.size })}
        </Button>
        <Button
          variant="secondary"
          disabled={chosen.size === 0 || chosen.size === seats.length}
          onClick={() => {
            onChange(removeSeats(seats, chosen));
            onSelect(nothing);
          }}
        >
          {t('remove', { count: chosen.size })}
        </Button>
      </div>
    </form>
  );
}

function KindSelect({ value, onChange }: { value: string; onChange: (kind: string) => void }) {
  const t = useTranslations('editing.seats');
  return (
    <Select
      label={t('label.kind')}
      hint={t('hint.kind')}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      <option value="">{t('unchanged')}</option>
      {seatKinds.map((kind) => (
        <option key={kind} value={kind}>
          {t(`kind.${kind}`)}
        </option>
      ))}
    </Select>
  );
}

/** States the chosen seats, and chooses others by their numbers. */
function ChosenSeats({
  seats,
  selection,
  onSelect,
}: Pick<SelectionPanelProps, 'seats' | 'selection' | 'onSelect'>) {
  const t = useTranslations('editing.seats');
  const [typed, setTyped] = useState('');
  const known = new Set(seats.map(({ seat }) => seat));
  const numbers = typed.trim() === '' ? [] : typedSeats(typed, known);
  return (
    <>
      <p role="status" className="font-semibold">
        {t('chosen', { count: selection.chosen.size })}
      </p>
      <Field
        label={t('label.numbers')}
        hint={t('hint.numbers', { max: seatsOfDateMax })}
        error={numbers === null ? t('wrong.numbers') : undefined}
        autoComplete="off"
        value={typed}
        onChange={({ target: { value } }) => {
          setTyped(value);
          const next = value.trim() === '' ? [] : typedSeats(value, known);
          if (next !== null) onSelect({ anchor: next[0] ?? null, chosen: new Set(next) });
        }}
      />
    </>
  );
}

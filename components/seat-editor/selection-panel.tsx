'use client';

import { useTranslations } from 'next-intl';
import { type SubmitEvent, useState } from 'react';
import { gradesOfDateMax, type SeatFields } from '#server/seat-plan/seat-plan.schema.ts';
import { gradesOf } from '#server/seating/rows.schema.ts';
import { gradeLengthMax, seatPriceMax } from '#server/seating/seating.schema.ts';
import { Select } from '../editing/inputs.tsx';
import { useFormats } from '../format.tsx';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';
import { nothingTyped, type TypedChange, typedChange } from './typed-change.ts';
import { changeSeats, removeSeats } from './plan.ts';
import { seatKinds } from './seat-words.ts';
import { type Selection, typedSeats } from './selection.ts';

interface SelectionPanelProps {
  seats: readonly SeatFields[];
  selection: Selection;
  onSelect: (next: Selection) => void;
  onChange: (seats: readonly SeatFields[]) => void;
}

/** Changes all chosen seats together. An empty field changes nothing. */
export function SelectionPanel({ seats, selection, onSelect, onChange }: SelectionPanelProps) {
  const t = useTranslations('editing.seats');
  const [typed, setTyped] = useState<TypedChange>(nothingTyped);
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const { number } = useFormats();
  const { chosen } = selection;
  const grades = gradesOf(seats).map(({ grade }) => grade);
  const hints = {
    grade: { max: gradeLengthMax, grades: gradesOfDateMax },
    price: { max: number(seatPriceMax) },
    companionOf: {},
    row: { max: 100 },
    column: { max: 100 },
  };
  const bind = (name: keyof typeof hints) => ({
    label: t(`label.${name}`),
    hint: t(`hint.${name}`, hints[name]),
    error: wrong.includes(name) ? t(`wrong.${name}`, hints[name]) : undefined,
    value: typed[name],
    autoComplete: 'off',
    onChange: ({ target }: { target: { value: string } }) => {
      setTyped({ ...typed, [name]: target.value });
      setWrong(wrong.filter((other) => other !== name));
    },
  });
  const apply = (event: SubmitEvent) => {
    event.preventDefault();
    const read = typedChange(typed);
    setWrong('wrong' in read ? read.wrong : []);
    if ('wrong' in read || chosen.size === 0) return;
    onChange(changeSeats(seats, chosen, read.change));
    setTyped(nothingTyped);
  };
  return (
    <form noValidate onSubmit={apply} className="flex flex-col gap-3" aria-label={t('panel')}>
      <ChosenSeats seats={seats} selection={selection} onSelect={onSelect} />
      <div className="grid grid-cols-2 gap-3">
        <Field {...bind('grade')} list="grades" />
        <Field {...bind('price')} inputMode="numeric" />
        <Select
          label={t('label.kind')}
          hint={t('hint.kind')}
          value={typed.kind}
          onChange={({ target }) => setTyped({ ...typed, kind: target.value })}
        >
          <option value="">{t('unchanged')}</option>
          {seatKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`kind.${kind}`)}
            </option>
          ))}
        </Select>
        <Field {...bind('companionOf')} inputMode="numeric" disabled={typed.kind !== 'COMPANION'} />
        <Field {...bind('row')} inputMode="numeric" />
        <Field {...bind('column')} inputMode="numeric" />
      </div>
      <datalist id="grades">
        {grades.map((grade) => (
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
            onSelect({ chosen: new Set(), anchor: null });
          }}
        >
          {t('remove', { count: chosen.size })}
        </Button>
      </div>
    </form>
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
        hint={t('hint.numbers')}
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

'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { type SeatFields, seatsOfDateMax } from '#server/seat-plan/seat-plan.schema.ts';
import { Choice } from '../admin/choice.tsx';
import { api } from '../api.ts';
import type { Concert } from '../editing/fields.ts';
import { Section } from '../editing/inputs.tsx';
import { UnsavedWarning } from '../editing/unsaved-warning.tsx';
import { SeatMap } from '../seat-map/seat-map.tsx';
import { useZoom } from '../seat-map/use-zoom.ts';
import { ZoomTools } from '../seat-map/zoom-tools.tsx';
import { Trouble } from '../tickets/trouble.tsx';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { GradePrices } from './grade-prices.tsx';
import { PlanTable } from './plan-table.tsx';
import { PlanTools } from './plan-tools.tsx';
import { addSeat } from './plan.ts';
import { SavePlan } from './save-plan.tsx';
import { SeatGrid } from './seat-grid.tsx';
import type { SeatStates } from './seat-words.ts';
import { SelectionPanel } from './selection-panel.tsx';
import { nothing, type Selection } from './selection.ts';
import { type EditedPlan, useEditedPlan } from './use-plan.ts';

interface SeatEditorProps {
  concert: Concert;
  performanceId: number;
}

const noSeats: SeatFields[] = [];

/** Edits the seats of a date: grades, prices, kinds and positions. */
export function SeatEditor({ concert: initialData, performanceId }: SeatEditorProps) {
  const t = useTranslations('editing.seats');
  const { concertId } = initialData;
  const query = api.admin.concerts.get.useQuery({ concertId }, { initialData });
  const map = api.admin.seatMap.useQuery({ performanceId });
  const concert = query.data;
  const date = concert.performances.find((each) => each.performanceId === performanceId);
  const plan = useEditedPlan(concert.version, date?.seats ?? noSeats);
  const states: SeatStates = new Map((map.data ?? []).map(({ seat, state }) => [seat, state]));
  const reload = () => Promise.all([query.refetch(), map.refetch()]);
  if (date === undefined) return <Notice tone="warning">{t('gone')}</Notice>;
  return (
    <>
      <Trouble query={query} />
      <PlanTools
        {...{ concert, performanceId, reload }}
        version={plan.version}
        seats={plan.seats}
        onSeats={plan.change}
        onImported={plan.adopt}
      />
      <Plan plan={plan} states={states} />
      <SavePlan performanceId={performanceId} plan={plan} states={states} reload={reload} />
      <UnsavedWarning isChanged={plan.changed.length > 0} />
    </>
  );
}

const views = ['grid', 'table', 'fan'] as const;

function Plan({ plan, states }: { plan: EditedPlan; states: SeatStates }) {
  const t = useTranslations('editing.seats');
  const [view, setView] = useState<(typeof views)[number]>('grid');
  const [selection, setSelection] = useState<Selection>(nothing);
  const { seats, change } = plan;
  const known = new Set(seats.map(({ seat }) => seat));
  // Seats may have vanished since their choice, by another editor's change.
  const chosen = new Set([...selection.chosen].filter((seat) => known.has(seat)));
  const props = { seats, states, selection: { ...selection, chosen }, onSelect: setSelection };
  return (
    <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <Section id="plan" title={t('heading', { count: seats.length, max: seatsOfDateMax })}>
        <div className="flex flex-wrap gap-2">
          <Choice
            label={t('views')}
            options={views.map((value) => ({ value, text: t(`view.${value}`) }))}
            chosen={view}
            onChoose={setView}
          />
          <Button
            variant="secondary"
            disabled={seats.length >= seatsOfDateMax}
            onClick={() => change(addSeat(seats))}
          >
            {t('add')}
          </Button>
        </div>
        {view === 'grid' && <SeatGrid {...props} />}
        {view === 'table' && <PlanTable {...props} />}
        {view === 'fan' && <FanView seats={seats} states={states} />}
      </Section>
      <div className="flex flex-col gap-5">
        <Section id="chosen" title={t('panel')}>
          <SelectionPanel {...props} onChange={change} />
        </Section>
        <Section id="prices" title={t('prices')} lead={t('pricesLead')}>
          <GradePrices seats={seats} onChange={change} onSelect={setSelection} />
        </Section>
      </div>
    </div>
  );
}

/** Shows the plan as a fan who holds nothing sees it. Presses do nothing. */
function FanView({ seats, states }: { seats: readonly SeatFields[]; states: SeatStates }) {
  const t = useTranslations('editing.seats');
  const zoom = useZoom();
  const shown = seats.map(({ kind = 'STANDARD', companionOf, row, column, ...seat }) => ({
    ...seat,
    kind,
    companionOf: companionOf ?? null,
    row: row ?? null,
    column: column ?? null,
    state: states.get(seat.seat) ?? ('available' as const),
  }));
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-muted">{t('fanView')}</p>
      <SeatMap
        seats={shown}
        lookOf={({ state }) => state}
        onPress={() => undefined}
        stale={false}
        zoom={zoom}
      />
      <ZoomTools zoom={zoom} />
    </div>
  );
}

'use client';

import { useTranslations } from 'next-intl';
import type { SeatFields } from '#server/seat-plan/seat-plan.schema.ts';
import { SeatMap } from '../seat-map/seat-map.tsx';
import { useZoom } from '../seat-map/use-zoom.ts';
import { ZoomTools } from '../seat-map/zoom-tools.tsx';
import type { SeatStates } from './seat-words.ts';

/** Shows the plan as a fan who holds nothing sees it. Presses do nothing. */
export function FanView({ seats, states }: { seats: readonly SeatFields[]; states: SeatStates }) {
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

'use client';

import { useTranslations } from 'next-intl';
import { arrange, beside, blocksOf, ranksOf } from '../../seat-map/arrange.ts';
import { fit } from '../../seat-map/fit.ts';
import { SeatGrid } from '../../seat-map/seat-grid.tsx';
import { SeatOnMap } from '../../seat-map/seat-on-map.tsx';
import { useSeatEvents } from '../../seat-map/use-seat-events.ts';
import { type AdminSeat, useSeatSentence } from '../seat-words.ts';

interface StaffSeatMapProps {
  seats: AdminSeat[];
  /** Seats that are chosen together, for a block. Undefined while a press opens a seat. */
  chosen?: readonly number[] | undefined;
  isCompact?: boolean;
  onPress: (seat: number) => void;
  className?: string;
}

/**
 * Shows the map that fans see, but with a number on each seat, and with void tickets. Every seat can
 * be pressed. All seats are one tab stop; arrow keys, Home and End move between them.
 */
export function StaffSeatMap({
  seats,
  chosen,
  isCompact = false,
  onPress,
  className,
}: StaffSeatMapProps) {
  const t = useTranslations('admin');
  const sentence = useSeatSentence();
  const ranks = ranksOf(seats);
  const blocks = blocksOf(seats);
  const map = isCompact ? arrange(blocks, beside) : fit(blocks, null).map;
  const known = new Map(seats.map((seat) => [seat.seat, seat]));
  const { reached, ...events } = useSeatEvents({
    seats,
    spots: map.spots,
    onPress: ({ seat }) => onPress(seat),
  });
  return (
    <SeatGrid
      label={t('mapLabel')}
      keys={t('mapKeys')}
      {...{ blocks, map, ranks, isCompact, events, className }}
    >
      {({ seat: { seat: number }, x, y }) => {
        const seat = known.get(number);
        if (seat === undefined) return null;
        const isChosen = chosen?.includes(number);
        return (
          <SeatOnMap
            key={number}
            {...{ number, x, y, kind: seat.kind }}
            hasNumber
            look={isChosen === true ? 'mine' : seat.ticketVoid ? 'void' : seat.state}
            rank={ranks.get(seat.grade) ?? 0}
            name={sentence(seat)}
            isPressed={isChosen}
            isDisabled={false}
            isFaded={false}
            isReached={number === reached}
          />
        );
      }}
    </SeatGrid>
  );
}

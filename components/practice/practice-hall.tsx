'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type MouseEvent, useState } from 'react';
import { api } from '../api.ts';
import { createQueryClient } from '../query-client.ts';
import { SeatPicker } from '../seat-map/seat-picker.tsx';
import { practicePlace, practiceIds, practiceLink, showAt, type Stage } from './practice-link.ts';
import { seatLimit } from './practice-sale.ts';

interface PracticeHallProps {
  stage: Stage;
  onLeave: () => void;
}

/** The page of a real sale, whose calls a simulated sale answers. */
export function PracticeHall({ stage, onLeave }: PracticeHallProps) {
  const t = useTranslations('practice');
  const [client] = useState(() => api.createClient({ links: [practiceLink(stage)] }));
  const [queryClient] = useState(() => createQueryClient());
  // The links of the page lead to a payment and a concert, which the practice does not have.
  const follow = (event: MouseEvent) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (link === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (link.pathname.includes('/checkout/')) stage.onPay();
    else onLeave();
  };
  const { concertId, performanceId } = practiceIds;
  return (
    <api.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>
        <div className="contents" onClickCapture={follow}>
          <SeatPicker
            {...{ concertId, performanceId }}
            title={t('show')}
            startsAt={showAt(stage.openedAt)}
            orphanRule
            maxSeats={seatLimit}
            hasDates={false}
            status={practicePlace(stage.openedAt, 0)}
            seats={stage.sale.seats()}
            held={null}
          />
        </div>
      </QueryClientProvider>
    </api.Provider>
  );
}

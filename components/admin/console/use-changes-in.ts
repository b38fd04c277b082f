import { keepPreviousData } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { useLive } from '../live/live-concert.tsx';
import { policyActions } from '../marks.ts';
import { useMay } from '../staff.tsx';

interface Period {
  concertId: number;
  from: string;
  to: string;
}

/**
 * Returns the latest changes of a concert in a period. Without the right to read the audit log,
 * returns those of the page's events.
 */
export function useChangesIn(period: Period, { enabled }: { enabled: boolean }) {
  const { events } = useLive();
  const mayRead = useMay()('readAudit');
  const queries = api.useQueries((t) =>
    policyActions.map((action) =>
      t.admin.audit.list(
        { ...period, action },
        { enabled: mayRead && enabled, placeholderData: keepPreviousData },
      ),
    ),
  );
  return mayRead ? queries.flatMap(({ data }) => data?.items ?? []) : events;
}

'use client';

import { useRouter } from 'next/navigation';
import { api } from '../api.ts';
import { useRefusalText } from '../errors.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

/** Lines up. Whoever is let in at once stays on this page, and gets to see it; all others go to the waiting room. */
export function JoinLine({ concertId, label }: { concertId: number; label: string }) {
  const router = useRouter();
  const utils = api.useUtils();
  const refusalText = useRefusalText();
  const join = api.queue.join.useMutation({
    networkMode: 'always',
    onSuccess: async (joined) => {
      utils.queue.status.setData({ concertId }, joined);
      if (joined.state === 'WAITING') router.push(`/concerts/${concertId}/queue`);
      else router.refresh();
      await Promise.all([utils.seating.invalidate(), utils.reservation.invalidate(), utils.catalog.dates.invalidate()]);
    },
  });
  return (
    <>
      <Button
        aria-disabled={join.isPending}
        onClick={() => {
          if (!join.isPending) join.mutate({ concertId });
        }}
      >
        {label}
      </Button>
      {join.error !== null && <Notice tone="danger">{refusalText(join.error)}</Notice>}
    </>
  );
}

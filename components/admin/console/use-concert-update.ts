import { useTranslations } from 'next-intl';
import type { z } from 'zod';
import type { updateInput } from '#server/concert/concert.schema.ts';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { api } from '../../api.ts';
import { useToast } from '../../ui/toast.tsx';
import { shortReason } from '../undo.ts';
import { useUndo } from '../undo-provider.tsx';

type Update = z.output<typeof updateInput>;

/** Returns the mutation of a concert's fields, and a function that says afterwards what was done. */
export function useConcertUpdate(concertId: number) {
  const t = useTranslations('console');
  const utils = api.useUtils();
  const toast = useToast();
  const { undo } = useUndo();
  const refresh = () => {
    void utils.admin.audit.list.invalidate();
    // Shows the new value before the message that says so.
    return Promise.all([
      utils.admin.concerts.get.invalidate({ concertId }),
      utils.catalog.concert.invalidate({ concertId }),
    ]);
  };
  const set = api.admin.concerts.update.useMutation({
    onSuccess: refresh,
    // A refused change may be older than another editor's. The next dialog begins with that.
    onError: () => utils.admin.concerts.get.invalidate({ concertId }),
  });
  const change = (input: Update, done: string, onDone: () => void) => {
    const before = utils.admin.concerts.get.getData({ concertId });
    const restore = ({ version }: { version: number }) => {
      if (before === undefined) return;
      const { maxSeats, orphanRule, cancellationFees } = before;
      const all = { maxSeats, orphanRule, cancellationFees };
      const replaced = Object.fromEntries(
        Object.entries(all).filter(([name]) => Object.hasOwn(input, name)),
      );
      const reason = shortReason(t('undoOf', { reason: input.reason ?? '' }), changeReasonMax);
      const restored = { concertId, version, ...replaced, reason };
      undo(() => utils.client.admin.concerts.update.mutate(restored).finally(refresh));
    };
    set.mutate(input, {
      onSuccess: (answer) => {
        onDone();
        toast(done, { text: t('undo'), act: () => restore(answer) });
      },
    });
  };
  return { set, change };
}

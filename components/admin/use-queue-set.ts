import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { PolicyInput } from '#server/admin/admin.schema.ts';
import { changeReasonMax } from '#server/schema/reason.schema.ts';
import { api } from '../api.ts';
import { useToast } from '../ui/toast.tsx';
import { inverseOf, shortReason } from './undo.ts';
import { useUndo } from './undo-provider.tsx';

interface QueueChange {
  input: PolicyInput;
  /** Sentence that says what was done. */
  done: string;
  onDone?: () => void;
}

/** Returns a function that changes a queue's policy, and shows the new policy on the page. */
export function useSendPolicy(concertId: number): (input: PolicyInput) => Promise<void> {
  const utils = api.useUtils();
  return async (input) => {
    // Cancels a read in flight, because its response is older than the change.
    await utils.admin.overview.cancel({ concertId });
    const policy = await utils.client.admin.queue.set.mutate(input);
    utils.admin.overview.setData({ concertId }, (old) => old && { ...old, ...policy });
    void utils.admin.audit.list.invalidate();
    void utils.admin.concerts.get.invalidate({ concertId });
  };
}

/**
 * Returns the mutation of a queue's policy. Afterwards a message says what was done, and offers to
 * undo it. An undo is a change of its own in the audit log.
 */
export function useQueueSet(concertId: number) {
  const t = useTranslations('console');
  const utils = api.useUtils();
  const toast = useToast();
  const send = useSendPolicy(concertId);
  const { undo } = useUndo();
  return useMutation({
    mutationFn: ({ input }: QueueChange) => send(input),
    onMutate: () => utils.admin.overview.getData({ concertId }),
    onSuccess: (_, { input, done, onDone }, before) => {
      onDone?.();
      const { reason, paused } = input;
      const restore = () => {
        if (before === undefined) return;
        // A pause shows its reason to everyone who waits, so its return restores that reason.
        const was = paused === false ? before.pauseReason : null;
        const restored = {
          ...inverseOf(before, input),
          concertId,
          reason: shortReason(was ?? t('undoOf', { reason }), changeReasonMax),
        };
        undo(() => send(restored));
      };
      toast(done, { text: t('undo'), act: restore });
    },
  });
}

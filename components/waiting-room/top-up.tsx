import { useTranslations } from 'next-intl';
import { api } from '#components/api.ts';
import { useRefusalText } from '#components/errors.ts';
import { Dialog } from '#components/ui/dialog.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { ChargeForm } from '#components/wallet/charge-form.tsx';

/** Tops up the wallet in a dialog. The page behind keeps polling. */
export function TopUp({ onClose }: { onClose: () => void }) {
  const t = useTranslations('queue.prepare');
  const refusalText = useRefusalText();
  // The page is the same for all users, so the form asks for its user.
  const me = api.account.me.useQuery(undefined, { staleTime: Infinity });
  const wallet = api.wallet.balance.useQuery();
  const error = me.error ?? wallet.error;
  return (
    <Dialog open onOpenChange={onClose} title={t('chargeTitle')} description={t('chargeAbout')}>
      {error !== null && <Notice tone="danger">{refusalText(error)}</Notice>}
      {me.data?.userId !== undefined && wallet.data !== undefined && (
        <ChargeForm userId={me.data.userId} balance={wallet.data.balance} />
      )}
    </Dialog>
  );
}

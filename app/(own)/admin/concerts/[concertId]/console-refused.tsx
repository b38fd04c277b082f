import { useTranslations } from 'next-intl';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { Page } from '#components/ui/page.tsx';

/** States that the page is for staff. */
export function ConsoleRefused() {
  const t = useTranslations('admin');
  return (
    <Page title={t('title')}>
      <AdminOnly />
    </Page>
  );
}

import { useTranslations } from 'next-intl';
import { Link } from '../navigation.ts';
import { buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

export function AdminOnly() {
  const t = useTranslations();
  return (
    <Notice
      tone="warning"
      title={t('errors.ADMIN_ONLY')}
      actions={
        <Link href="/" className={buttonClass()}>
          {t('common.home')}
        </Link>
      }
    >
      {t('admin.adminOnly')}
    </Notice>
  );
}

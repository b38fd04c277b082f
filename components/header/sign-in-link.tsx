'use client';

import { useTranslations } from 'next-intl';
import { Link, usePathname } from '../navigation.ts';
import { withReturnTo } from '../account/own-path.ts';

export function SignInLink({ className }: { className: string }) {
  const t = useTranslations('common');
  const here = usePathname();
  return (
    <Link
      href={withReturnTo('/sign-in', here.startsWith('/sign-') ? '/' : here)}
      prefetch={false}
      className={className}
    >
      {t('signIn')}
    </Link>
  );
}

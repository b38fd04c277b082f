import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AdminOnly } from '#components/admin/admin-only.tsx';
import { PlanList } from '#components/editing/plan-list.tsx';
import { Page } from '#components/ui/page.tsx';
import { requireSignIn, serverApi } from '../../../server-api.ts';
import { unlessRefused } from '../unless-refused.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('editing'))('plansTitle') };
}

export default async function PlansPage() {
  await requireSignIn('/admin/plans');
  const [{ api }, t] = await Promise.all([serverApi(), getTranslations('editing')]);
  const plans = await unlessRefused('ADMIN_ONLY', api.admin.plans.list());
  return (
    <Page title={t('plansTitle')} lead={plans === null ? undefined : t('plansLead')}>
      {plans === null ? <AdminOnly /> : <PlanList plans={plans} />}
    </Page>
  );
}

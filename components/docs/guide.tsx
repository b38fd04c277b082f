import { useTranslations } from 'next-intl';
import { Card } from '../ui/card.tsx';

const steps = ['signUp', 'charge', 'join', 'hold', 'pay'] as const;
const rules = ['paths', 'tokens', 'bodies', 'errors', 'again', 'limits'] as const;

export function Guide() {
  const t = useTranslations('docs.guide');
  const marks = { code: (text: React.ReactNode) => <code>{text}</code> };
  return (
    <Card className="flex flex-col gap-4">
      <h2 className="text-xl font-bold">{t('title')}</h2>
      <ol className="list-decimal space-y-1 pl-6">
        {steps.map((step) => (
          <li key={step}>{t.rich(`step.${step}`, marks)}</li>
        ))}
      </ol>
      <dl className="flex flex-col gap-3">
        {rules.map((rule) => (
          <div key={rule}>
            <dt className="font-semibold">{t(`rule.${rule}.title`)}</dt>
            <dd>{t.rich(`rule.${rule}.text`, marks)}</dd>
          </div>
        ))}
      </dl>
      <p>
        <a
          href="/api/openapi.json"
          className="inline-flex min-h-6 items-center font-medium text-accent underline"
        >
          {t('document')}
        </a>
      </p>
    </Card>
  );
}

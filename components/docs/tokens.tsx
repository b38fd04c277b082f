'use client';

import { useTranslations } from 'next-intl';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { Card } from '../ui/card.tsx';
import { Field } from '../ui/field.tsx';

interface Known {
  accessToken: string;
  queueToken: string;
  userId: string;
}

const none: Known = { accessToken: '', queueToken: '', userId: '' };
const TokenContext = createContext<{ known: Known; keep: (more: Partial<Known>) => void }>({
  known: none,
  keep: () => undefined,
});

/** Keeps tokens only in memory, because tokens must not enter the browser's storage. */
export function Tokens({ children }: { children: ReactNode }) {
  const [known, setKnown] = useState(none);
  const keep = (more: Partial<Known>) => setKnown((before) => ({ ...before, ...more }));
  return <TokenContext value={{ known, keep }}>{children}</TokenContext>;
}

export const useTokens = () => useContext(TokenContext);

export function TokenFields() {
  const t = useTranslations('docs.try');
  const { known, keep } = useTokens();
  return (
    <Card className="flex flex-col gap-4">
      <div>
        <h2 className="text-xl font-bold">{t('title')}</h2>
        <p className="mt-1 text-muted">{t('about')}</p>
      </div>
      <div className="grid gap-4 sm:grid-cols-3">
        {(['accessToken', 'queueToken', 'userId'] as const).map((name) => (
          <Field
            key={name}
            label={t(name)}
            value={known[name]}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => keep({ [name]: target.value.trim() })}
          />
        ))}
      </div>
    </Card>
  );
}

import Form from 'next/form';
import { useTranslations } from 'next-intl';
import { useAddress } from '../navigation.ts';
import { Button } from '../ui/button.tsx';
import { Field } from '../ui/field.tsx';

/** Writes the search into the page's address, so that Back returns to its results. */
export function PeopleSearch({ q }: { q: string }) {
  const t = useTranslations('staff.people');
  return (
    <Form
      key={q}
      action={useAddress()('/admin/people')}
      role="search"
      className="flex flex-wrap items-start gap-3"
    >
      <Field
        className="min-w-0 flex-1 basis-64"
        type="search"
        name="q"
        label={t('q')}
        hint={t('qHint')}
        defaultValue={q}
        autoComplete="off"
        spellCheck={false}
        required
      />
      <Button type="submit" className="mt-6.5">
        {t('search')}
      </Button>
    </Form>
  );
}

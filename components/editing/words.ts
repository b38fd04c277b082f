import type { Language } from '#server/config/languages.schema.ts';
import { useFormatter, useTranslations } from 'next-intl';
import { useDuration } from '../admin/duration.ts';
import { refusalOf, useRefusalText } from '../errors.ts';
import { useFormats } from '../format.tsx';
import {
  bounds,
  charactersMax,
  type FieldPath,
  type FormValues,
  kinds,
  type TextName,
} from './fields.ts';
import { detailsOf } from './refused.ts';

const textPath = /^(title|venue|description|notices)\.(ko|en|ja|zh)$/;

/** Splits the path of a text; null for any other field. */
function textOf(path: FieldPath): { name: TextName; language: Language } | null {
  const [, name, language] = textPath.exec(path) ?? [];
  return name === undefined ? null : { name: name as TextName, language: language as Language };
}

const isLine = (name: TextName) => name === 'title' || name === 'venue';
const isDuration = (path: keyof typeof bounds) => kinds[path] === 'duration';

export interface FieldWords {
  label: (path: FieldPath) => string;
  /** States the bounds of a field. */
  hint: (path: FieldPath) => string;
  wrong: (path: FieldPath) => string;
  /** Names a value for a reader, such as the one that another editor has saved. */
  value: (path: FieldPath, values: FormValues) => string;
}

export function useFieldWords(): FieldWords {
  const t = useTranslations('editing');
  const { number, moment } = useFormats();
  const duration = useDuration();
  const boundsOf = (path: FieldPath) => {
    const text = textOf(path);
    if (text !== null)
      return { min: isLine(text.name) ? 1 : 0, max: number(charactersMax(text.name)) };
    if (!(path in bounds)) return {};
    const bounded = path as keyof typeof bounds;
    const { min, max } = bounds[bounded];
    return isDuration(bounded)
      ? { min: duration(min), max: duration(max) }
      : { min: number(min), max: number(max) };
  };
  const nameOf = (path: FieldPath) => {
    const text = textOf(path);
    return text === null ? path : isLine(text.name) ? 'line' : 'prose';
  };
  return {
    label: (path) => {
      const text = textOf(path);
      return text === null
        ? t(`label.${path}`)
        : t('textIn', { text: t(`label.${text.name}`), language: t(`language.${text.language}`) });
    },
    hint: (path) => t(`hint.${nameOf(path)}`, boundsOf(path)),
    wrong: (path) => t(`wrong.${nameOf(path)}`, boundsOf(path)),
    value: (path, values) => {
      const typed = values[path];
      if (typed === '') return t('noValue');
      if (path === 'orphanRule' || path === 'verifiedEmail') return t(`flag.${typed}`);
      if (path === 'cancellationFees' && typed === 'none') return t('noCancelling');
      return path.endsWith('At') ? moment(`${typed}+09:00`) : typed;
    },
  };
}

/** Names a refused change of a concert; counts and missing parts are stated. */
export function useEditingRefusal(): (error: unknown) => string {
  const t = useTranslations('editing');
  const refusalText = useRefusalText();
  const { list } = useFormatter();
  const lackingText = useLackingText();
  return (error) => {
    const { code } = refusalOf(error);
    if (code === 'CHANGED') return t('changedAgain');
    const inUse = detailsOf(error, 'IN_USE');
    if (inUse !== null) return t('inUse', inUse);
    const missing = detailsOf(error, 'NOT_READY');
    return missing === null
      ? refusalText(error)
      : t('notReady', { lacking: list(missing.lacking.map(lackingText)) });
  };
}

/** Names a word of the publication's checklist. */
export function useLackingText(): (word: string) => string {
  const t = useTranslations('editing');
  return (word) => (t.has(`lacking.${word}`) ? t(`lacking.${word}`) : word);
}

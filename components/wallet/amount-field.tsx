import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type ComponentProps, type Ref, useImperativeHandle, useRef } from 'react';
import { Field } from '../ui/field.tsx';
import { caretIn, grouped } from './amount.ts';

interface AmountFieldProps extends Omit<
  ComponentProps<typeof Field>,
  'value' | 'onChange' | 'action' | 'inputMode' | 'autoComplete'
> {
  ref?: Ref<HTMLInputElement>;
  value: string;
  onChange: (text: string) => void;
}

/**
 * Groups the digits of an amount as the user types. Full-width digits come from an input method,
 * whose unfinished text must not change.
 */
export function AmountField({ ref, value, onChange, ...rest }: AmountFieldProps) {
  const t = useTranslations('wallet');
  const input = useRef<HTMLInputElement>(null);
  useImperativeHandle<HTMLInputElement | null, HTMLInputElement | null>(ref, () => input.current);
  const show = (field: HTMLInputElement) => {
    const shown = grouped(field.value);
    if (shown !== field.value) {
      const caret = caretIn(shown, field.value, field.selectionStart ?? field.value.length);
      field.value = shown;
      field.setSelectionRange(caret, caret);
    }
    onChange(shown);
  };
  const clear = () => {
    onChange('');
    input.current?.focus();
  };
  return (
    <Field
      ref={input}
      inputMode="numeric"
      autoComplete="off"
      value={value}
      onChange={({ target, nativeEvent }) => {
        if (nativeEvent instanceof InputEvent && nativeEvent.isComposing) onChange(target.value);
        else show(target);
      }}
      onCompositionEnd={({ currentTarget }) => show(currentTarget)}
      action={
        value !== '' &&
        rest.readOnly !== true && (
          <button
            type="button"
            aria-label={t('clearAmount')}
            onClick={clear}
            className="flex size-11 items-center justify-center rounded-xl hover:bg-raised"
          >
            <X aria-hidden className="size-5" />
          </button>
        )
      }
      {...rest}
    />
  );
}

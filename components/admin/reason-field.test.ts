import { createElement } from 'react';
import { expect, test } from 'vitest';
import { changeReasonMax, controlReasonMax } from '#server/schema/reason.schema.ts';
import { markupOf } from '#tests/support/components.tsx';
import { ReasonField } from './reason-field.tsx';

test.each([changeReasonMax, controlReasonMax])(
  'the field of a reason states its bound of %d characters, and accepts no more',
  (reasonMax) => {
    const field = { reason: '', missing: false, reasonMax, onChange: () => undefined };
    const markup = markupOf(createElement(ReasonField, field));
    expect(markup).toContain(`1 to ${String(reasonMax)} characters`);
    expect(markup).toContain(`maxLength="${String(reasonMax)}"`);
  },
);

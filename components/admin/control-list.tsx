'use client';

import { type ReactNode, useState } from 'react';
import type { z } from 'zod';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { useToast } from '../ui/toast.tsx';
import type { Lever } from './control.ts';
import { LeverForm } from './control-form.tsx';

/** How a change is sent. */
export interface Setting<Input> {
  schema: z.ZodType<Input>;
  send: (input: Input, onDone: () => void) => void;
  reset: () => void;
  pending: boolean;
  error: unknown;
}

interface LeverBoardProps<Change, Input> {
  id: string;
  title: string;
  /** What stands beside the title. */
  state?: ReactNode;
  concertId: number;
  levers: Lever<Change>[];
  setting: Setting<Input>;
}

/** Levers as they stand, each with the button that begins its change. */
export function LeverBoard<Change, Input>({
  id,
  title,
  state,
  concertId,
  levers,
  setting,
}: LeverBoardProps<Change, Input>) {
  // What a dialog says holds from the moment it was opened, whatever the figures do meanwhile.
  const [open, setOpen] = useState<Lever<Change> | null>(null);
  const toast = useToast();
  const begin = (lever: Lever<Change>) => {
    setting.reset();
    toast('');
    setOpen(lever);
  };
  return (
    <section aria-labelledby={id} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <h2 id={id} className="text-xl font-bold">
          {title}
        </h2>
        {state}
      </div>
      <Card className="flex flex-col divide-y divide-line py-1 sm:py-1">
        {levers.map((lever) => (
          <LeverRow key={lever.name} lever={lever} onBegin={() => begin(lever)} />
        ))}
      </Card>
      {open !== null && (
        <LeverDialog
          concertId={concertId}
          lever={open}
          setting={setting}
          onClose={() => setOpen(null)}
          onDone={() => {
            setOpen(null);
            toast(open.done);
          }}
        />
      )}
    </section>
  );
}

function LeverRow<Change>({ lever, onBegin }: { lever: Lever<Change>; onBegin: () => void }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 py-3">
      <div className="min-w-0 flex-1 basis-48">
        <h3 className="text-sm text-muted">{lever.label}</h3>
        <p className="font-semibold">{lever.value}</p>
      </div>
      <Button variant={lever.name === 'paused' ? 'primary' : 'secondary'} onClick={onBegin}>
        {lever.action}
      </Button>
    </div>
  );
}

interface LeverDialogProps<Change, Input> {
  concertId: number;
  lever: Lever<Change>;
  setting: Setting<Input>;
  onClose: () => void;
  onDone: () => void;
}

function LeverDialog<Change, Input>({
  concertId,
  lever,
  setting,
  onClose,
  onDone,
}: LeverDialogProps<Change, Input>) {
  const asked = (reason: string, change: Change) =>
    setting.schema.safeParse({ concertId, reason, ...change });
  return (
    <LeverForm
      lever={lever}
      pending={setting.pending}
      error={setting.error}
      onClose={onClose}
      takes={(change) =>
        !(asked('?', change).error?.issues ?? []).some(({ path }) => path[0] === lever.name)
      }
      onConfirm={(reason, change) => {
        const { data } = asked(reason, change);
        if (data !== undefined) setting.send(data, onDone);
      }}
    />
  );
}

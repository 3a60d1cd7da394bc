'use server';

import { redirect } from 'next/navigation';
import { text } from '@/features/auth/form-state';
import {
  CreateSourceDocument,
  DeleteSourceDocument,
  SetSourceEnabledDocument,
  SyncSourceDocument,
} from '@/generated/graphql';
import { ask } from '@/lib/graph/ask';
import { type Changed, change } from '@/lib/graph/change';
import { Refusal } from '@/lib/graph/refusal';
import { PLACE_NAMES, placeOf, SOURCES_PAGE } from './places';

/*
 * Next itself refuses an action whose Origin is not the host that was asked. Who may do what, and which
 * addresses are asked at all, is for the platform to say.
 */

type Action = (previous: Changed | null, form: FormData) => Promise<Changed>;

/** Changes the source that the form is about. */
const changeSource = (form: FormData, work: (id: string) => Promise<unknown>): Promise<Changed> =>
  change(SOURCES_PAGE, async () => {
    await work(text(form, 'id'));
    return {};
  });

export const syncSource: Action = async (_previous, form) =>
  changeSource(form, (id) => ask(SyncSourceDocument, { id }));

export const pauseSource: Action = async (_previous, form) =>
  changeSource(form, (id) => ask(SetSourceEnabledDocument, { id, enabled: false }));

export const resumeSource: Action = async (_previous, form) =>
  changeSource(form, (id) => ask(SetSourceEnabledDocument, { id, enabled: true }));

export const deleteSource: Action = async (_previous, form) =>
  changeSource(form, (id) => ask(DeleteSourceDocument, { id }));

/** Why a source was not made, and what was typed, without its secrets. */
export interface NewSourceState extends Changed {
  /** The field at fault, where it is one. */
  readonly field?: string | undefined;
  readonly given?: Readonly<Record<string, string>>;
}

const FIELD_OF_CODE: Readonly<Record<string, string>> = {
  CONFLICT: 'name',
  SOURCE_ADDRESS_REFUSED: 'endpoint',
};

export async function addSource(
  _previous: NewSourceState | null,
  form: FormData,
): Promise<NewSourceState> {
  const placeName = PLACE_NAMES.find((name) => name === text(form, 'place')) ?? 's3';
  const { input, fields } = placeOf(placeName);
  const typed = fields.map((field) => ({ ...field, value: text(form, field.name).trim() }));
  const place = Object.fromEntries(
    typed.flatMap(({ name, value, optional }) => (optional && !value ? [] : [[name, value]])),
  );
  const name = text(form, 'name').trim();
  const look = text(form, 'look');
  const often = look === 'asked' ? { enabled: false } : { intervalMinutes: Number(look) };
  try {
    await ask(CreateSourceDocument, { input: { name, ...often, [input]: place } });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const shown = typed.filter(({ secret }) => !secret).map((field) => [field.name, field.value]);
    return {
      failure: error.message,
      field: FIELD_OF_CODE[error.code] ?? error.field?.split('.').at(-1),
      given: { name, look, ...Object.fromEntries(shown) },
    };
  }
  // Outside of the try: Next redirects by throwing.
  return redirect(SOURCES_PAGE);
}

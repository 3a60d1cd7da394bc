'use server';

import { redirect } from 'next/navigation';
import { text } from '@/features/auth/form-state';
import {
  ChangeSourceDocument,
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

/** Why a source was not made or changed, and what was typed, without its secrets. */
export interface SourceFormState extends Changed {
  /** The field at fault, where it is one. */
  readonly field?: string | undefined;
  readonly given?: Readonly<Record<string, string>>;
}

type SourceAction = (previous: SourceFormState | null, form: FormData) => Promise<SourceFormState>;

const FIELD_OF_CODE: Readonly<Record<string, string>> = {
  CONFLICT: 'name',
  SOURCE_ADDRESS_REFUSED: 'endpoint',
};

/** What the form says of a source: its place with the credentials, and when it is looked at. */
function typedSource(form: FormData) {
  const place = placeOf(PLACE_NAMES.find((known) => known === text(form, 'place')) ?? 's3');
  const typed = place.fields.map((field) => ({ ...field, value: text(form, field.name).trim() }));
  const given = typed.filter(({ optional, value }) => !(optional && value === ''));
  const look = text(form, 'look');
  return {
    settings: {
      [place.input]: Object.fromEntries(given.map(({ name, value }) => [name, value])),
      ...(look === 'asked' ? { enabled: false } : { enabled: true, intervalMinutes: Number(look) }),
    },
    shown: {
      look,
      ...Object.fromEntries(
        typed.filter(({ secret }) => !secret).map(({ name, value }) => [name, value]),
      ),
    },
  };
}

/** Leads to the list when it is done; a refusal becomes what the form says. */
async function save(
  work: () => Promise<unknown>,
  given: Readonly<Record<string, string>>,
): Promise<SourceFormState> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const field = FIELD_OF_CODE[error.code] ?? error.field?.split('.').at(-1);
    return { failure: error.message, field, given };
  }
  // Outside of the try: Next redirects by throwing.
  return redirect(SOURCES_PAGE);
}

export const addSource: SourceAction = async (_previous, form) => {
  const name = text(form, 'name').trim();
  const { settings, shown } = typedSource(form);
  return save(() => ask(CreateSourceDocument, { input: { name, ...settings } }), {
    name,
    ...shown,
  });
};

/** A place comes with its credentials: those of one place are sent to no other. */
export const replaceSource: SourceAction = async (_previous, form) => {
  const { settings, shown } = typedSource(form);
  const input = { id: text(form, 'id'), ...settings };
  return save(() => ask(ChangeSourceDocument, { input }), shown);
};

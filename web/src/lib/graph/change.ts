import 'server-only';
import { revalidatePath } from 'next/cache';
import { Refusal } from './refusal';

/** What became of a change: nothing to say when it is done. */
export interface Changed {
  readonly failure?: string;
}

/** Runs a change and renews the page that shows it; a refusal becomes what the form says. */
export async function change<State extends Changed = Changed>(
  page: string,
  work: () => Promise<State>,
): Promise<State | { readonly failure: string }> {
  let state: State;
  try {
    state = await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { failure: error.message };
  }
  revalidatePath(page);
  return state;
}

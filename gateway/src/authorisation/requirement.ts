import { AppError } from '@ai-finops/service-kit/errors';
import {
  may,
  PERMISSIONS,
  type Permission,
  requirePermission,
} from '@ai-finops/service-kit/permissions';
import {
  hasScope,
  isPerson,
  requireScope,
  SCOPES,
  type Scope,
} from '@ai-finops/service-kit/scopes';
import type { Viewer } from '@ai-finops/service-kit/viewer';

/** What the schema demands of whoever asks for a field: each list of `anyOf` would do, all of it together. */
export type Requirement =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'scopes'; readonly anyOf: readonly (readonly string[])[] }
  | { readonly kind: 'policies'; readonly anyOf: readonly (readonly string[])[] };

/** The scope that no API key can have: what it guards is for signed-in people. */
export const PERSON = 'person';

const isScope = (name: string): name is Scope => SCOPES.some((scope) => scope === name);
const isPermission = (name: string): name is Permission => Object.hasOwn(PERMISSIONS, name);

/** Error for a scope or policy that nobody could have: the schema means something that is not here. */
export function requireKnown(requirement: Requirement): void {
  if (requirement.kind === 'authenticated') return;
  const isKnown = (name: string): boolean =>
    requirement.kind === 'scopes' ? name === PERSON || isScope(name) : isPermission(name);
  const unknown = requirement.anyOf.flat().find((name) => !isKnown(name));
  if (unknown === undefined) return;
  throw new Error(`The supergraph demands an unknown one of the ${requirement.kind}: ${unknown}.`);
}

/** True when somebody meets a requirement; asked for every request, so it makes no errors. */
export function isMet(requirement: Requirement, viewer: Viewer | null): boolean {
  if (!viewer) return false;
  switch (requirement.kind) {
    case 'authenticated':
      return true;
    case 'scopes':
      return (
        isPerson(viewer) ||
        requirement.anyOf.some((all) =>
          all.every((name) => isScope(name) && hasScope(viewer, name)),
        )
      );
    case 'policies':
      return requirement.anyOf.some((all) =>
        all.every((name) => isPermission(name) && may(viewer, name)),
      );
  }
}

/** What a check refuses; whatever it lets pass is refused all the same. */
function refusalBy(check: () => void): AppError {
  try {
    check();
    return new AppError('FORBIDDEN', 'Nobody may see this.');
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

/**
 * Why somebody does not meet a requirement, as the services say it themselves: UNAUTHENTICATED,
 * INSUFFICIENT_SCOPE or FORBIDDEN; undefined when they do.
 */
export function refusalOf(requirement: Requirement, viewer: Viewer | null): AppError | undefined {
  if (isMet(requirement, viewer)) return undefined;
  if (!viewer || requirement.kind === 'authenticated') {
    return new AppError('UNAUTHENTICATED', 'Sign in first.');
  }
  const names = requirement.anyOf.flat();
  if (requirement.kind === 'policies') {
    return refusalBy(() => {
      for (const name of names) if (isPermission(name)) requirePermission(viewer, name);
    });
  }
  const scopes = names.filter(isScope).filter((name) => !hasScope(viewer, name));
  return refusalBy(() => requireScope(viewer, scopes.length > 0 ? scopes : undefined));
}

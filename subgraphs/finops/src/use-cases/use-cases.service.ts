import { AppError } from '@ai-finops/service-kit/errors';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { CostAccess } from '../access/cost-access';
import type { FocusUseCase, QueryRunFocusUseCaseArgs, UseCaseResult } from '../generated/graphql';
import { FOCUS_VERSIONS } from '../store/focus-columns';
import type { UseCase } from './use-case';
import { useCaseRows } from './use-case-answer';
import { findUseCase, USE_CASES } from './use-case-catalogue';
import { columnTypes, parametersOf, valuesOf } from './use-case-parameters';
import { MOST_ROWS } from './use-case-plan';
import { UseCasesStore } from './use-cases.store';

@Injectable()
export class UseCasesService {
  constructor(
    private readonly access: CostAccess,
    private readonly store: UseCasesStore,
  ) {}

  /** The catalogue, which says nothing of anyone's costs: every signed-in viewer may read it. */
  list(_viewer: Viewer): FocusUseCase[] {
    return USE_CASES.map(viewOf);
  }

  async run(
    viewer: Viewer,
    { slug, parameters }: QueryRunFocusUseCaseArgs,
    signal?: AbortSignal,
  ): Promise<UseCaseResult> {
    const scope = await this.access.scopeFor(viewer);
    const useCase = findUseCase(slug);
    if (!useCase) {
      throw new AppError('NOT_FOUND', `There is no use case ${slug}.`, { field: 'slug' });
    }
    const values = valuesOf(useCase, parameters);
    const records = await this.store.rows(useCase, values, scope, signal);
    return {
      columns: columnTypes(useCase),
      rows: useCaseRows(useCase, records.slice(0, MOST_ROWS)),
      truncated: records.length > MOST_ROWS,
    };
  }
}

function viewOf(useCase: UseCase): FocusUseCase {
  const { slug, title, group, since } = useCase;
  return {
    slug,
    title,
    group,
    focusVersions: FOCUS_VERSIONS.slice(FOCUS_VERSIONS.indexOf(since)),
    parameters: parametersOf(useCase).map(({ name, type, fallback }) => ({
      name,
      type,
      required: fallback === undefined,
      default: fallback ?? null,
    })),
    columns: columnTypes(useCase),
  };
}

import { AppError } from '@ai-finops/service-kit/errors';
import type { Viewer } from '@ai-finops/service-kit/viewer';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { coerceInputValue, type GraphQLInputType, isInputType } from 'graphql';
import { z } from 'zod';
import { CostDriversService } from '../cost-drivers/cost-drivers.service';
import { costQuestion } from '../costs/cost-question';
import { CostsService } from '../costs/costs.service';
import type { CostDriversInput, CostsInput, KpisInput } from '../generated/graphql';
import { kpiQuestion } from '../kpis/kpi-question';
import { KpisService } from '../kpis/kpis.service';
import { UseCasesService } from '../use-cases/use-cases.service';
import { costTable, driverTable, kpiTable, useCaseTable } from './answer-tables';
import { csv } from './csv-format';
import type { ExportTable, Pieces } from './export-table';
import { json } from './json-format';
import { parquet } from './parquet-format';
import { xlsx } from './xlsx-format';

export const exportRequest = z.object({
  of: z
    .enum(['costs', 'costDrivers', 'kpis', 'focusUseCase'])
    .describe('The query of the graph whose answer is wanted.'),
  format: z.enum(['csv', 'json', 'xlsx', 'parquet']).describe('Format of the file.'),
  input: z
    .record(z.string(), z.unknown())
    .describe(
      'Its input as in the graph: CostsInput (`first` and `after` are ignored: all rows come), CostDriversInput, KpisInput, or `slug` and `parameters` of runFocusUseCase.',
    ),
});

export type ExportRequest = z.output<typeof exportRequest>;

const FORMATS: Readonly<Record<ExportRequest['format'], (table: ExportTable) => Pieces>> = {
  csv,
  json,
  xlsx,
  parquet,
};

const useCaseRequest = z.strictObject({ slug: z.string(), parameters: z.unknown().optional() });

/** Answers as files. What a viewer may see is what the services of the answers let through. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly modules: ModuleRef,
    private readonly costs: CostsService,
    private readonly drivers: CostDriversService,
    private readonly kpis: KpisService,
    private readonly useCases: UseCasesService,
  ) {}

  /**
   * The file, piece by piece, of which the first is there: what is wrong with the question is thrown before.
   * `signal` ends the engine's query. Errors are those of the query.
   */
  async file(viewer: Viewer, request: ExportRequest, signal: AbortSignal): Promise<Pieces> {
    const table = await this.table(viewer, request, signal);
    const pieces = FORMATS[request.format](table)[Symbol.asyncIterator]();
    const first = await pieces.next();
    return (async function* () {
      if (first.done) return;
      yield first.value;
      yield* { [Symbol.asyncIterator]: () => pieces };
    })();
  }

  private async table(
    viewer: Viewer,
    { of, input }: ExportRequest,
    signal: AbortSignal,
  ): Promise<ExportTable> {
    switch (of) {
      case 'costs': {
        const asked = this.inputOf<CostsInput>('CostsInput', input);
        const { first: _, after: __, ...whole } = asked;
        // Awaited here: what is wrong with the question or its answer is told by the status.
        const pages = await this.costs.pages(viewer, whole, signal);
        return costTable(costQuestion(whole), () => pages);
      }
      case 'costDrivers':
        return driverTable(
          await this.drivers.drivers(
            viewer,
            this.inputOf<CostDriversInput>('CostDriversInput', input),
            signal,
          ),
        );
      case 'kpis': {
        const asked = this.inputOf<KpisInput>('KpisInput', input);
        const result = await this.kpis.kpis(viewer, asked, signal);
        return kpiTable(result, kpiQuestion(asked).groupBy);
      }
      case 'focusUseCase': {
        const parsed = useCaseRequest.safeParse(input);
        if (!parsed.success) refuse('input', 'takes `slug` and `parameters`');
        const result = await this.useCases.run(viewer, parsed.data, signal);
        if (result.truncated) {
          throw new AppError(
            'RESULT_TOO_LARGE',
            'The answer has more rows than the server gives: narrow the period.',
          );
        }
        return useCaseTable(result);
      }
    }
  }

  /** Checks an input as the graph does, defaults and enums included. */
  private inputOf<Input>(name: string, input: unknown): Input {
    // The module of the graph shares it with nobody, and it is there once the service has started.
    const { schema } = this.modules.get(GraphQLSchemaHost, { strict: false });
    const type = schema.getType(name);
    if (!isInputType(type)) throw new Error(`${name} is no input of the graph.`);
    return coerceInputValue(input, type as GraphQLInputType, (path, _value, error) => {
      refuse(['input', ...path].join('.'), `is not acceptable: ${error.message}`);
    }) as Input;
  }
}

function refuse(field: string, what: string): never {
  throw new AppError('VALIDATION_FAILED', `${field} ${what}`, { field });
}

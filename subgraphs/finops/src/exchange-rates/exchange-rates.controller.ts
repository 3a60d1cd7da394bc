import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { Refusals } from '@ai-finops/service-kit/refusals';
import { CurrentContext, CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Controller, HttpCode, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { createZodDto, ZodResponse } from 'nestjs-zod';
import { z } from 'zod';
import { BearerTokenGuard } from '../access/bearer-token.guard';
import { contentOf } from '../uploads/request-content';
import { ExchangeRatesService } from './exchange-rates.service';
import { currencyCode, sourceName } from './rate-quote';

class RatesQuery extends createZodDto(
  z.object({
    source: sourceName
      .optional()
      .describe('Name of the source; ECB when left out for a file of a column a currency.'),
    base: currencyCode
      .optional()
      .describe(
        'The currency that is one side of each rate; EUR for a file of a column a currency.',
      ),
  }),
) {}

class RatesImported extends createZodDto(
  z.object({
    source: z.string(),
    base: z.string(),
    firstDate: z.string().describe('First day of the rates that came.'),
    lastDate: z.string().describe('Last day of the rates that came.'),
    added: z.number().int().describe('Rates that are new.'),
    changed: z.number().int().describe('Rates that replaced another one for the same day.'),
    unchanged: z.number().int().describe('Rates that were there already.'),
  }),
) {}

@ApiTags('Exchange rates')
@ApiBearerAuth('accessToken')
@KeyScopes('bills:write')
@UseGuards(BearerTokenGuard)
@Controller('exchange-rates')
export class ExchangeRatesController {
  constructor(private readonly rates: ExchangeRatesService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Imports exchange rates from CSV, all of them or none: `Date,USD,JPY,…` as the European Central Bank publishes them, or `date,from,to,rate`.',
  })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string' } })
  @ZodResponse({ status: 200, type: RatesImported })
  @Refusals(401, 403, 409, 413, 415, 422, 503)
  create(
    @CurrentViewer() viewer: Viewer,
    @CurrentContext() { client }: RequestContext,
    @Query() query: RatesQuery,
    @Req() request: FastifyRequest,
  ) {
    return this.rates.importFile(viewer, contentOf(request), query, client);
  }
}

import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Conversions } from '../conversion/conversions.service';
import type {
  AppliedRate,
  MutationAddExchangeRatesArgs,
  MutationDeleteExchangeRatesArgs,
  QueryExchangeRateArgs,
  QueryExchangeRatesArgs,
  RequireFields,
} from '../generated/graphql';
import { ExchangeRatesService, type RatePage, type RatesImport } from './exchange-rates.service';
import type { SourceView } from './exchange-rates.store';

@Resolver('ExchangeRate')
export class ExchangeRatesResolver {
  constructor(
    private readonly service: ExchangeRatesService,
    private readonly conversions: Conversions,
  ) {}

  @Query()
  @KeyScopes('costs:read', 'bills:write')
  exchangeRateSources(@CurrentViewer() _viewer: Viewer): Promise<SourceView[]> {
    return this.service.sources();
  }

  @Query()
  @KeyScopes('costs:read', 'bills:write')
  exchangeRates(
    @CurrentViewer() _viewer: Viewer,
    @Args() args: RequireFields<QueryExchangeRatesArgs, 'first' | 'source'>,
  ): Promise<RatePage> {
    return this.service.page(args);
  }

  @Query()
  @KeyScopes('costs:read', 'bills:write')
  exchangeRate(
    @CurrentViewer() _viewer: Viewer,
    @Args() args: QueryExchangeRateArgs,
  ): Promise<AppliedRate> {
    return this.conversions.rateOf(args);
  }

  @Mutation()
  @KeyScopes('bills:write')
  addExchangeRates(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: MutationAddExchangeRatesArgs,
    @Context() { client }: RequestContext,
  ): Promise<RatesImport> {
    return this.service.add(viewer, input, client);
  }

  @Mutation()
  deleteExchangeRates(
    @CurrentViewer() viewer: Viewer,
    @Args() { source }: MutationDeleteExchangeRatesArgs,
    @Context() { client }: RequestContext,
  ): Promise<number> {
    return this.service.delete(viewer, source, client);
  }
}

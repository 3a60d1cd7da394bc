import type { RequestContext } from '@ai-finops/service-kit/viewer';
import { Args, Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { QualityReportChecksArgs } from '../generated/graphql';
import { QualityLoader } from './quality.loader';
import type { QualitySummary } from './quality-summary';

/** The field that data quality adds to Import. */
@Resolver('Import')
export class ImportQualityResolver {
  constructor(private readonly loader: QualityLoader) {}

  @ResolveField()
  quality(
    @Parent() { id }: { readonly id: string },
    @Context() context: RequestContext,
  ): Promise<QualitySummary | null> {
    return this.loader.load(context, id);
  }
}

@Resolver('QualityReport')
export class QualityReportResolver {
  @ResolveField()
  checks(
    @Parent() { checks }: QualitySummary,
    @Args() { status }: QualityReportChecksArgs,
  ): QualitySummary['checks'] {
    return status ? checks.filter((check) => status.includes(check.status)) : checks;
  }
}

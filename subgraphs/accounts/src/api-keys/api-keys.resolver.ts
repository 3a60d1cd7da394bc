import { AppError } from '@ai-finops/service-kit/errors';
import { parseInput } from '@ai-finops/service-kit/input';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import { SCOPES } from '@ai-finops/service-kit/scopes';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import {
  Args,
  Context,
  Mutation,
  Parent,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
} from '@nestjs/graphql';
import type {
  ApiKeyScope,
  MutationCreateApiKeyArgs,
  MutationRevokeApiKeyArgs,
  QueryApiKeysArgs,
} from '../generated/graphql';
import type { UserView } from '../users/user-view';
import { UsersLoader } from '../users/users.loader';
import { type ApiKeyView, type CreatedApiKey, newApiKeySchema } from './api-key-bodies';
import { ApiKeysService } from './api-keys.service';

/** `costs:read` is `COSTS_READ` in the graph. */
const inGraph = (scope: string): ApiKeyScope =>
  scope.toUpperCase().replace(':', '_') as ApiKeyScope;

const fromGraph = (scopes: readonly ApiKeyScope[]) =>
  SCOPES.filter((scope) => scopes.includes(inGraph(scope)));

@Resolver('ApiKey')
export class ApiKeysResolver {
  constructor(
    private readonly service: ApiKeysService,
    private readonly users: UsersLoader,
  ) {}

  @Query()
  apiKeys(
    @CurrentViewer() viewer: Viewer,
    @Args() { userId }: QueryApiKeysArgs,
  ): Promise<ApiKeyView[]> {
    return this.service.findOf(viewer, userId ?? viewer.id);
  }

  @Mutation()
  createApiKey(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: MutationCreateApiKeyArgs,
  ): Promise<CreatedApiKey> {
    const scopes = fromGraph(input.scopes);
    return this.service.create(
      viewer,
      viewer.id,
      parseInput(newApiKeySchema, { ...input, scopes }),
    );
  }

  @Mutation()
  revokeApiKey(
    @CurrentViewer() viewer: Viewer,
    @Args() { id }: MutationRevokeApiKeyArgs,
  ): Promise<ApiKeyView> {
    return this.service.revoke(viewer, id);
  }

  @ResolveField()
  scopes(@Parent() { scopes }: ApiKeyView): ApiKeyScope[] {
    return scopes.map(inGraph);
  }

  @ResolveField()
  async user(
    @Parent() { userId }: ApiKeyView,
    @Context() context: RequestContext,
  ): Promise<UserView> {
    const user = await this.users.load(context, userId);
    if (!user) throw new AppError('NOT_FOUND', 'There is no such user.');
    return user;
  }

  /** No other service refers to keys. */
  @ResolveReference()
  resolveReference(): null {
    return null;
  }
}

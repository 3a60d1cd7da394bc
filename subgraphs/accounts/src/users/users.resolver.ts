import { AppError } from '@ai-finops/service-kit/errors';
import { parseInput } from '@ai-finops/service-kit/input';
import { KeyScopes } from '@ai-finops/service-kit/key-scopes';
import { CurrentViewer } from '@ai-finops/service-kit/request-context';
import type { RequestContext, Viewer } from '@ai-finops/service-kit/viewer';
import {
  Args,
  Context,
  Mutation,
  Parent,
  Query,
  ResolveReference,
  Resolver,
} from '@nestjs/graphql';
import type {
  MutationChangeUserRoleArgs,
  MutationCreateUserArgs,
  MutationDeleteUserArgs,
  MutationDisableUserArgs,
  MutationRestoreUserArgs,
  MutationUpdateUserArgs,
  QueryUserArgs,
  QueryUsersArgs,
  RequireFields,
} from '../generated/graphql';
import { newUserOfGraph, userChange, userFilter } from './user-input';
import type { UserView } from './user-view';
import { UsersLoader } from './users.loader';
import { type UserPage, UsersService } from './users.service';

@Resolver('User')
export class UsersResolver {
  constructor(
    private readonly service: UsersService,
    private readonly loader: UsersLoader,
  ) {}

  @Query()
  @KeyScopes()
  async me(@CurrentViewer() viewer: Viewer): Promise<UserView> {
    const user = await this.service.find(viewer, viewer.id);
    // Disabled or deleted after the token was checked.
    if (user?.status !== 'ACTIVE') throw new AppError('UNAUTHENTICATED', 'The account is closed.');
    return user;
  }

  @Query()
  @KeyScopes('admin')
  user(@CurrentViewer() viewer: Viewer, @Args() { id }: QueryUserArgs): Promise<UserView | null> {
    return this.service.find(viewer, id);
  }

  @Query()
  @KeyScopes('admin')
  users(
    @CurrentViewer() viewer: Viewer,
    @Args() { first, after, filter }: RequireFields<QueryUsersArgs, 'first'>,
  ): Promise<UserPage> {
    return this.service.page(viewer, first, after, parseInput(userFilter, filter ?? {}));
  }

  @Mutation()
  @KeyScopes('admin')
  createUser(
    @CurrentViewer() viewer: Viewer,
    @Args() { input }: MutationCreateUserArgs,
  ): Promise<UserView> {
    const given = { ...input, role: input.role ?? undefined };
    const { passwordHash: password, ...user } = parseInput(newUserOfGraph, given);
    return this.service.create(viewer, { ...user, password });
  }

  @Mutation()
  @KeyScopes('admin')
  updateUser(
    @CurrentViewer() viewer: Viewer,
    @Args() { id, input }: MutationUpdateUserArgs,
  ): Promise<UserView> {
    // A null name removes it; elsewhere null can only mean "as it is".
    const { email, name, role, status } = input;
    const given = {
      email: email ?? undefined,
      name,
      role: role ?? undefined,
      status: status ?? undefined,
    };
    return this.service.update(viewer, id, parseInput(userChange, given));
  }

  @Mutation()
  @KeyScopes('admin')
  deleteUser(
    @CurrentViewer() viewer: Viewer,
    @Args() { id }: MutationDeleteUserArgs,
  ): Promise<UserView> {
    return this.service.delete(viewer, id);
  }

  @Mutation()
  @KeyScopes('admin')
  changeUserRole(
    @CurrentViewer() viewer: Viewer,
    @Args() { id, role }: MutationChangeUserRoleArgs,
  ): Promise<UserView> {
    return this.service.update(viewer, id, { role });
  }

  @Mutation()
  @KeyScopes('admin')
  disableUser(
    @CurrentViewer() viewer: Viewer,
    @Args() { id }: MutationDisableUserArgs,
  ): Promise<UserView> {
    return this.service.update(viewer, id, { status: 'DISABLED' });
  }

  @Mutation()
  @KeyScopes('admin')
  restoreUser(
    @CurrentViewer() viewer: Viewer,
    @Args() { id }: MutationRestoreUserArgs,
  ): Promise<UserView> {
    return this.service.update(viewer, id, { status: 'ACTIVE' });
  }

  @ResolveReference()
  resolveReference(
    @Parent() { id }: { readonly id: string },
    @Context() context: RequestContext,
  ): Promise<UserView | null> {
    return this.loader.load(context, id);
  }
}

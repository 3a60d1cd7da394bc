import { type Answered, answered } from './answered';
import type { Client } from './client';
import {
  AddExchangeRatesDocument,
  AnswerDocument,
  ApiKeysDocument,
  AskDocument,
  AuditLogDocument,
  BillingPeriodsDocument,
  ChangeEmailDocument,
  ChangePasswordDocument,
  ChangeUserRoleDocument,
  ChargeBatchesDocument,
  ChargeStorageDocument,
  ConfirmEmailDocument,
  ConversationDocument,
  ConversationsDocument,
  CostDriversDocument,
  CostScopesDocument,
  CostsDocument,
  CreateApiKeyDocument,
  CreateSourceDocument,
  DeleteBillingPeriodDocument,
  DeleteExchangeRatesDocument,
  DeleteSourceDocument,
  DeleteUserDocument,
  DimensionValuesDocument,
  DisableUserDocument,
  EndUserSessionsDocument,
  ExchangeRateDocument,
  ExchangeRateSourcesDocument,
  ExchangeRatesDocument,
  FocusUseCasesDocument,
  ForgotPasswordDocument,
  GrantCostScopeDocument,
  ImportBillDocument,
  ImportDocument,
  ImportProgressDocument,
  ImportQualityDocument,
  ImportsDocument,
  InviteUserDocument,
  KpisDocument,
  LoginDocument,
  LogoutDocument,
  LogoutEverywhereDocument,
  MeDocument,
  RebuildAggregatesDocument,
  RegisterDocument,
  ResetPasswordDocument,
  RestoreUserDocument,
  RevokeApiKeyDocument,
  RevokeCostScopeDocument,
  RevokeSessionDocument,
  RunFocusUseCaseDocument,
  SessionsDocument,
  SetUpDocument,
  SourceDocument,
  SourcesDocument,
  SyncSourceDocument,
  TagKeysDocument,
  type TypedDocumentString,
  UpdateProfileDocument,
  UpdateSourceDocument,
  UsersDocument,
  VerifySecondFactorDocument,
  ViewerDocument,
} from './generated/operations';

/** A function per operation: `costs(client, { input })`. Unused ones are shaken off by bundlers. */
const operation =
  <Result, Variables>(document: TypedDocumentString<Result, Variables>) =>
  async (client: Client, variables: Variables): Promise<Answered<Result>> =>
    answered(await client.request(document, variables), document.toString(), variables);

/** The same for what may not be there: null then. */
const lookup =
  <Result, Variables>(document: TypedDocumentString<Result, Variables>) =>
  (client: Client, variables: Variables): Promise<Result> =>
    client.request(document, variables);

/** An iterator per subscription: `for await (const { importProgress } of importProgress(client, { id }))`. */
const subscription =
  <Result, Variables>(document: TypedDocumentString<Result, Variables>) =>
  (
    client: Client,
    variables: Variables,
    options?: { readonly signal?: AbortSignal },
  ): AsyncIterableIterator<Result> =>
    client.subscribe(document, variables, options);

export const register = /*#__PURE__*/ operation(RegisterDocument);
export const setup = /*#__PURE__*/ operation(SetUpDocument);
export const login = /*#__PURE__*/ operation(LoginDocument);
/** The second step of a login that asked for a code: `challenge` is in its error SECOND_FACTOR_REQUIRED. */
export const verifySecondFactor = /*#__PURE__*/ operation(VerifySecondFactorDocument);
export const logout = /*#__PURE__*/ operation(LogoutDocument);
/** Who asks, in what an API key may ask for too. */
export const viewer = /*#__PURE__*/ operation(ViewerDocument);
export const me = /*#__PURE__*/ operation(MeDocument);
export const apiKeys = /*#__PURE__*/ operation(ApiKeysDocument);
export const createApiKey = /*#__PURE__*/ operation(CreateApiKeyDocument);
export const revokeApiKey = /*#__PURE__*/ operation(RevokeApiKeyDocument);
export const users = /*#__PURE__*/ operation(UsersDocument);
export const inviteUser = /*#__PURE__*/ operation(InviteUserDocument);
export const changeUserRole = /*#__PURE__*/ operation(ChangeUserRoleDocument);
export const disableUser = /*#__PURE__*/ operation(DisableUserDocument);
export const restoreUser = /*#__PURE__*/ operation(RestoreUserDocument);
export const deleteUser = /*#__PURE__*/ operation(DeleteUserDocument);
export const endUserSessions = /*#__PURE__*/ operation(EndUserSessionsDocument);
export const auditLog = /*#__PURE__*/ operation(AuditLogDocument);
export const logoutEverywhere = /*#__PURE__*/ operation(LogoutEverywhereDocument);
export const sessions = /*#__PURE__*/ operation(SessionsDocument);
export const revokeSession = /*#__PURE__*/ operation(RevokeSessionDocument);
export const forgotPassword = /*#__PURE__*/ operation(ForgotPasswordDocument);
export const resetPassword = /*#__PURE__*/ operation(ResetPasswordDocument);
export const changePassword = /*#__PURE__*/ operation(ChangePasswordDocument);
export const updateProfile = /*#__PURE__*/ operation(UpdateProfileDocument);
export const changeEmail = /*#__PURE__*/ operation(ChangeEmailDocument);
export const confirmEmail = /*#__PURE__*/ operation(ConfirmEmailDocument);
export const costs = /*#__PURE__*/ operation(CostsDocument);
export const costDrivers = /*#__PURE__*/ operation(CostDriversDocument);
export const kpis = /*#__PURE__*/ operation(KpisDocument);
export const costScopes = /*#__PURE__*/ operation(CostScopesDocument);
export const grantCostScope = /*#__PURE__*/ operation(GrantCostScopeDocument);
export const revokeCostScope = /*#__PURE__*/ operation(RevokeCostScopeDocument);
export const dimensionValues = /*#__PURE__*/ operation(DimensionValuesDocument);
export const tagKeys = /*#__PURE__*/ operation(TagKeysDocument);
export const focusUseCases = /*#__PURE__*/ operation(FocusUseCasesDocument);
export const runFocusUseCase = /*#__PURE__*/ operation(RunFocusUseCaseDocument);
export const importBill = /*#__PURE__*/ operation(ImportBillDocument);
export const importById = /*#__PURE__*/ lookup(ImportDocument);
export const importProgress = /*#__PURE__*/ subscription(ImportProgressDocument);
export const importQuality = /*#__PURE__*/ lookup(ImportQualityDocument);
export const imports = /*#__PURE__*/ operation(ImportsDocument);
export const billingPeriods = /*#__PURE__*/ operation(BillingPeriodsDocument);
export const chargeBatches = /*#__PURE__*/ operation(ChargeBatchesDocument);
export const chargeStorage = /*#__PURE__*/ operation(ChargeStorageDocument);
export const rebuildAggregates = /*#__PURE__*/ operation(RebuildAggregatesDocument);
export const deleteBillingPeriod = /*#__PURE__*/ operation(DeleteBillingPeriodDocument);
export const exchangeRateSources = /*#__PURE__*/ operation(ExchangeRateSourcesDocument);
export const exchangeRates = /*#__PURE__*/ operation(ExchangeRatesDocument);
export const exchangeRate = /*#__PURE__*/ operation(ExchangeRateDocument);
export const addExchangeRates = /*#__PURE__*/ operation(AddExchangeRatesDocument);
export const deleteExchangeRates = /*#__PURE__*/ operation(DeleteExchangeRatesDocument);
export const sources = /*#__PURE__*/ operation(SourcesDocument);
export const source = /*#__PURE__*/ lookup(SourceDocument);
export const createSource = /*#__PURE__*/ operation(CreateSourceDocument);
export const updateSource = /*#__PURE__*/ operation(UpdateSourceDocument);
export const deleteSource = /*#__PURE__*/ operation(DeleteSourceDocument);
export const syncSource = /*#__PURE__*/ operation(SyncSourceDocument);
export const ask = /*#__PURE__*/ operation(AskDocument);
/** Asks as `ask` does, and tells how far the answer is. */
export const answer = /*#__PURE__*/ subscription(AnswerDocument);
export const conversations = /*#__PURE__*/ operation(ConversationsDocument);
export const conversation = /*#__PURE__*/ lookup(ConversationDocument);

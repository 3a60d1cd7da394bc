export { importAndWait, refusedRows, type Upload, uploadBill, uploadInParts } from './bills';
export { type Client, type ClientOptions, createClient } from './client';
export {
  AiFinopsError,
  GraphqlError,
  type GraphqlErrorItem,
  ProblemError,
  TransportError,
} from './errors';
export type * from './generated/operations';
export {
  apiKeys,
  ask,
  auditLog,
  billingPeriods,
  changeUserRole,
  conversation,
  conversations,
  costDrivers,
  costScopes,
  costs,
  createApiKey,
  deleteUser,
  dimensionValues,
  disableUser,
  endUserSessions,
  focusUseCases,
  grantCostScope,
  importBill,
  importById,
  importQuality,
  imports,
  inviteUser,
  kpis,
  login,
  logout,
  me,
  register,
  restoreUser,
  revokeApiKey,
  revokeCostScope,
  runFocusUseCase,
  setup,
  tagKeys,
  users,
  viewer,
} from './operations';
export { nodes, type PageOf } from './pages';
export { memorySession, type SessionStore, type Tokens } from './session';
export { send, type TransportOptions } from './transport';

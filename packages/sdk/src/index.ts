export { importAndWait, type Upload, uploadBill } from './bills';
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
  billingPeriods,
  conversation,
  conversations,
  costDrivers,
  costScopes,
  costs,
  createApiKey,
  dimensionValues,
  focusUseCases,
  grantCostScope,
  importBill,
  importById,
  imports,
  kpis,
  login,
  logout,
  me,
  register,
  revokeApiKey,
  revokeCostScope,
  runFocusUseCase,
  tagKeys,
  viewer,
} from './operations';
export { nodes, type PageOf } from './pages';
export { memorySession, type SessionStore, type Tokens } from './session';
export { send, type TransportOptions } from './transport';

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
  ask,
  billingPeriods,
  conversation,
  conversations,
  costs,
  dimensionValues,
  focusUseCases,
  importBill,
  importById,
  imports,
  login,
  logout,
  me,
  register,
  runFocusUseCase,
  tagKeys,
} from './operations';
export { nodes, type PageOf } from './pages';
export { memorySession, type SessionStore, type Tokens } from './session';
export { send, type TransportOptions } from './transport';

export type { FocusVersion } from './columns';
export { type DemoBill, generateDemoBill } from './generate';
export type { BillFormat, DemoBillOptions } from './options';
export type {
  AnomalyKind,
  AnomalyTruth,
  CommitmentTruth,
  Costs,
  MonthTotal,
  ServiceTotal,
  TagTruth,
  Truth,
  TruthFile,
  WasteKind,
  WasteTruth,
} from './truth';

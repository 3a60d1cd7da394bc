import { createLoader, createSerializer, parseAsString } from 'nuqs/server';
import { conversionParsers, failureParsers, periodParsers } from '@/features/costs/param-parsers';
import type { FileFormat } from '@/features/exports/file-formats';
import { type KpiView, kpiParamsOf } from './kpi-view';

export const KPIS_PAGE = '/kpis';

const viewParsers = { ...periodParsers, tag: parseAsString, ...conversionParsers };

/** The address of the page, parameter by parameter. */
export const kpiParsers = { ...viewParsers, ...failureParsers };

export const loadKpis = createLoader(kpiParsers);

const serialize = createSerializer(viewParsers);

export const kpiLink = (view: KpiView): string => serialize(KPIS_PAGE, kpiParamsOf(view));

/** Address of the view as a file. */
export const kpiExportLink = (view: KpiView, format: FileFormat): string =>
  serialize(`/api/exports/kpis.${format}`, kpiParamsOf(view));

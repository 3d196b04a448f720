/** The list of a campaign: what the address asks for, and what is asked of the server. */
import type { Campaign, SubjectQuery } from './queries';

export const ASKED = ['view', 'outcome', 'grid', 'q'] as const;
export const VIEWS = ['all', 'open', 'done', 'later'] as const;
export type View = (typeof VIEWS)[number];
/** Stands in the address for enterprises in no grid node. */
export const NO_GRID = 'none';

type Values = Record<(typeof ASKED)[number], string | undefined>;

export function viewOf(values: Values): View {
  return VIEWS.find((one) => one === values.view) ?? 'all';
}

export function queryOf(values: Values): SubjectQuery {
  const view = viewOf(values);
  return {
    ...(view === 'open' ? { open: true } : view === 'done' ? { open: false } : view === 'later' ? { later: true } : {}),
    ...(values.outcome ? { outcome: values.outcome } : {}),
    ...(values.grid === NO_GRID ? { no_grid: true } : values.grid ? { grid_id: values.grid } : {}),
    ...(values.q ? { q: values.q } : {}),
  };
}

/** Address of the workbook with the same filters. */
export function exportUrl(id: string, values: Values): string {
  const params = new URLSearchParams(Object.entries(queryOf(values)).map(([key, value]) => [key, String(value)]));
  return `/api/v1/campaigns/${id}/subjects.xlsx${[...params].length > 0 ? `?${params}` : ''}`;
}

/** Sums over the grids, in the order of the outcomes. */
export function sums(campaign: Pick<Campaign, 'grids' | 'outcomes'>): number[] {
  return campaign.outcomes.map((_, n) => campaign.grids.reduce((sum, row) => sum + (row.outcomes[n] ?? 0), 0));
}

/** The condition for enterprises of a sector, as packs have it. */
export function ofSector(sector: string): string {
  return `"${sector}" in enterprise.sectors`;
}

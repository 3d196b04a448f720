/** Saved filters of the list of hazards, and what each asks of the server. */
import type { operations } from '@/api/schema';

export type HazardQuery = NonNullable<operations['list_hazards']['parameters']['query']>;

const VIEWS = {
  open: { open: true },
  overdue: { overdue: true },
  major: { level: 'major', open: true },
  listed: { listed: true, open: true },
  late_progress: { progress_late: true },
  unread: { unread: true },
  found: { state: 'found' },
  notified: { state: 'notified' },
  rectifying: { state: 'rectifying' },
  submitted: { state: 'submitted' },
  verified: { state: 'verified' },
  closed: { open: false },
  all: {},
} satisfies Record<string, HazardQuery>;

export type View = keyof typeof VIEWS;
export const VIEW_NAMES = Object.keys(VIEWS) as View[];

export const SORTS = ['deadline', 'found', 'level'] as const satisfies readonly HazardQuery['sort'][];

export const ASKED = ['view', 'q', 'source', 'grid_id', 'enterprise_id', 'risk_id', 'sort', 'level', 'sector', 'clause', 'found_from', 'found_to', 'outcome', 'published'] as const;
/** Filters that other pages set (rates), shown as one line that can be taken off. */
export const GIVEN = ['level', 'sector', 'clause', 'found_from', 'found_to', 'outcome', 'published'] as const;
/** What is asked for in the address, e.g. `?view=overdue&q=轮胎`. */
export type Asked = Partial<Record<(typeof ASKED)[number], string | undefined>>;

/** The view of an address; what is not closed, when it names none. */
export function viewOf(asked: Asked): View {
  return VIEW_NAMES.find((name) => name === asked.view) ?? 'open';
}

/** The query of the list; members that are not asked for are absent. */
export function queryOf(asked: Asked): HazardQuery {
  const { view: _, ...rest } = asked;
  const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined && value !== ''));
  return { ...VIEWS[viewOf(asked)], ...(set as HazardQuery) };
}

/** Address of the workbook with the same filters. */
export function exportUrl(asked: Asked): string {
  const params = new URLSearchParams(Object.entries(queryOf(asked)).map(([key, value]) => [key, String(value)]));
  return [...params].length > 0 ? `/api/v1/hazards.xlsx?${params}` : '/api/v1/hazards.xlsx';
}

/** Saved filters of the list of watches, and what each asks of the server. */
import type { operations } from '@/api/schema';

export type WatchQuery = NonNullable<operations['list_watches']['parameters']['query']>;

const VIEWS = {
  open: {},
  proposed: { state: 'proposed' },
  answered: { state: 'answered' },
  all: { ended: true },
} satisfies Record<string, WatchQuery>;

export type View = keyof typeof VIEWS;
export const VIEW_NAMES = Object.keys(VIEWS) as View[];
export const ASKED = ['view', 'q'] as const;

type Asked = Partial<Record<(typeof ASKED)[number], string | undefined>>;

/** The view of an address; what has not ended, when it names none. */
export function viewOf(asked: Asked): View {
  return VIEW_NAMES.find((name) => name === asked.view) ?? 'open';
}

export function queryOf(asked: Asked): WatchQuery {
  return { ...VIEWS[viewOf(asked)], ...(asked.q ? { q: asked.q } : {}) };
}

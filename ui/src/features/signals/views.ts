/** Saved filters of the inbox, and what each asks of the server. */
import type { operations } from '@/api/schema';

/** 无人处置: nobody has acted for so many minutes. */
export const UNATTENDED_MINUTES = 15;

export type SignalQuery = NonNullable<operations['list_signals']['parameters']['query']>;
export const ASKED = ['view', 'state', 'kind', 'q', 'enterprise_id'] as const;
type Asked = Partial<Record<(typeof ASKED)[number], string | undefined>>;

export const VIEWS = ['pending', 'unattended', 'settled', 'all'] as const;
export type View = (typeof VIEWS)[number];

/** Families of findings, the most frequent first. Watches are for the authority alone. */
const KINDS = ['fatigue', 'speed', 'passenger', 'zone', 'stop', 'device', 'data', 'warned', 'reported', 'watch'] as const;
export const kindsFor = (enterprise: boolean) => KINDS.filter((kind) => !enterprise || kind !== 'watch');

export function viewOf(asked: Asked): View {
  return VIEWS.find((name) => name === asked.view) ?? 'pending';
}

/** The query of the inbox. A state that is asked for goes before the saved filter. */
export function queryOf(asked: Asked): SignalQuery {
  const query: SignalQuery = {};
  const view = viewOf(asked);
  if (view === 'pending') query.settled = false;
  if (view === 'settled') query.settled = true;
  if (view === 'unattended') Object.assign(query, { settled: false, unattended_minutes: UNATTENDED_MINUTES });
  if (asked.state) query.state = asked.state as SignalQuery['state'];
  if (asked.kind) query.kind = asked.kind;
  if (asked.q) query.q = asked.q;
  if (asked.enterprise_id) query.enterprise_id = asked.enterprise_id;
  return query;
}

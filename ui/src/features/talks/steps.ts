/** What each step starts with, and what it sends: nothing that is known is typed again. */
import type { Schemas } from '@/api/client';

import type { Act, Talk } from './queries';

export type Officer = { user_id: string | null; name: string; card: string };
export type Attendee = Schemas['TalkAttendee'];

export interface Values {
  officers: Officer[];
  at: string;
  place: string;
  attendees: string;
  reason: string;
  bring: string;
  urgent: string;
  host: string;
  recorder: string;
  came: Attendee[];
  stand_in: string;
  matters: string;
  demands: string;
  deadline: string | null;
  commitment: string;
  index: string | null;
  passed: 'yes' | 'no' | null;
  note: string;
}

export const CAPACITIES = ['principal', 'controller', 'stand_in', 'other'] as const;

const nobody = (): Officer => ({ user_id: null, name: '', card: '' });
const lines = (text: string) => text.split('\n').map((line) => line.trim()).filter((line) => line !== '');

/** Demands that wait for a step, by their place. */
export function demandsFor(act: Act, one: Talk): { value: string; label: string }[] {
  const waits = (d: Schemas['TalkDemand']) => (act === 'mend' ? !d.mended : !!d.mended && !d.confirmed);
  return (one.record?.demands ?? []).map((d, n) => ({ d, value: String(n), label: d.text })).filter(({ d }) => waits(d)).map(({ value, label }) => ({ value, label }));
}

/** What is known of a step. `me`: the account that acts; `principalWords`: who must come, when nobody said otherwise. */
export function prefilled(act: Act, one: Talk, me: { id: string; name: string } | null, principalWords: string): Values {
  const notice = one.notices[one.notices.length - 1];
  const own = one.handlers.length === 2 ? one.handlers.map((o) => ({ user_id: o.user_id ?? null, name: o.name, card: o.card })) : [{ ...nobody(), user_id: me?.id ?? null, name: me?.name ?? '' }, nobody()];
  return {
    officers: own,
    at: act === 'hold' && notice ? notice.at : '',
    place: notice?.place ?? '',
    attendees: notice?.attendees ?? principalWords,
    reason: one.reason,
    bring: (notice?.bring ?? []).join('\n'),
    urgent: '',
    host: own[0]?.name ?? '',
    recorder: own[1]?.name ?? '',
    came: [{ name: one.principal ?? '', post: principalWords, capacity: 'principal' }],
    stand_in: '',
    matters: one.reason,
    demands: '',
    deadline: act === 'hold' ? (one.mend_by ?? null) : null,
    commitment: '',
    index: demandsFor(act, one)[0]?.value ?? null,
    passed: act === 'confirm' ? 'yes' : null,
    note: '',
  };
}

/** Nobody came who answers for the enterprise himself. */
export const byStandIn = (values: Values) => !values.came.some((a) => a.capacity === 'principal' || a.capacity === 'controller');

const NEEDED: Record<Act, (keyof Values)[]> = {
  give_notice: ['at', 'place', 'attendees', 'reason'],
  receive: [],
  hold: ['at', 'place', 'host', 'recorder', 'matters', 'demands', 'deadline'],
  miss: ['note'],
  postpone: ['note'],
  mend: ['index', 'note'],
  confirm: ['index'],
  close: [],
  cancel: ['note'],
};

/** Fields that are wrong before anything is sent. */
export function wrong(act: Act, values: Values): Record<string, string> | null {
  const empty = NEEDED[act].filter((name) => !values[name] || String(values[name]).trim() === '');
  if (act === 'confirm' && values.passed === 'no' && values.note.trim() === '') empty.push('note');
  return empty.length > 0 ? Object.fromEntries(empty.map((name) => [name, 'required'])) : null;
}

/** The fields of the step as the server takes them. */
export function bodyOf(act: Act, values: Values, files: string[]): Record<string, unknown> {
  const { place, note } = values;
  switch (act) {
    case 'give_notice':
      return { officers: values.officers, at: values.at, place, attendees: values.attendees, reason: values.reason, bring: lines(values.bring), urgent: values.urgent };
    case 'hold':
      return { at: values.at, place, host: values.host, recorder: values.recorder, attendees: values.came, stand_in: byStandIn(values) ? values.stand_in : '', matters: values.matters, demands: lines(values.demands), deadline: values.deadline, commitment: values.commitment };
    case 'mend':
      return { index: Number(values.index), note, files };
    case 'confirm':
      return { index: Number(values.index), passed: values.passed === 'yes', note };
    case 'receive':
      return {};
    default:
      return { note };
  }
}

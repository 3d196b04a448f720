/** Steps on a signal as they are filled in: which are offered, what each asks for, what is wrong before it is sent. */
import type { Schemas } from '@/api/client';

export type Signal = Schemas['SignalRecord'];
export type Step = Schemas['SignalAction'];

/** Answers of triage and of those who were asked come first; naming a follower is an aside. */
export function offered(signal: Pick<Signal, 'actions'>): Step[] {
  return [...signal.actions.filter((step) => step !== 'assign'), ...signal.actions.filter((step) => step === 'assign')];
}

export interface Draft {
  message: string;
  reason: string | null;
  user_id: string | null;
  evidence: Schemas['Attachment'][];
  hazard: { title: string; description: string; clause: string; level: Schemas['HazardLevel'] | null; deadline: string | null };
}

export function emptyDraft(): Draft {
  return { message: '', reason: null, user_id: null, evidence: [], hazard: { title: '', description: '', clause: '', level: 'general', deadline: null } };
}

/** What is wrong with a draft before it is sent: codes by field. */
export function faults(step: Step, draft: Draft): Record<string, string> {
  const wrong: Record<string, string> = {};
  const silent = draft.message.trim() === '';
  if (step === 'propose_watch' && silent) wrong.message = 'reason_required';
  if (step === 'answer' && silent) wrong.message = 'required';
  if (step === 'false_alarm' && draft.reason === null) wrong.reason = 'choose';
  if (step === 'false_alarm' && draft.reason === 'other' && silent) wrong.message = 'reason_required';
  if (step === 'assign' && draft.user_id === null) wrong.user_id = 'required';
  if (step === 'make_hazard') {
    if (draft.hazard.title.trim() === '') wrong['hazard.title'] = 'required';
    if (draft.hazard.level === 'major' && draft.hazard.clause.trim() === '') wrong['hazard.clause'] = 'clause_required';
  }
  return wrong;
}

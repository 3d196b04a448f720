/** Steps on a signal: which are offered, in which order, and what each sends. */
import { api, send, type Schemas } from '@/api/client';
import { ApiProblem } from '@/api/problem';

export type Signal = Schemas['SignalRecord'];
export type Step = Schemas['SignalAction'];

const TRIAGE = new Set<Step>(['remind', 'hand_over', 'make_hazard', 'propose_watch', 'false_alarm']);

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

const orNull = (text: string) => text.trim() || null;

/** Takes the step. Answers the signal as it is then, and the hazard that was made. */
export async function take(signal: Signal, step: Step, draft: Draft): Promise<Schemas['Triaged']> {
  const { version } = signal;
  const params = { path: { id: signal.id } };
  const note = orNull(draft.message);
  const only = (found: Signal): Schemas['Triaged'] => ({ signal: found, hazard_id: null });
  try {
    if (TRIAGE.has(step)) {
      const { title, description, clause, level, deadline } = draft.hazard;
      const hazard = step === 'make_hazard' ? { title: title.trim(), description: description.trim(), clause: orNull(clause), level: level ?? 'general', deadline } : null;
      const reason = step === 'false_alarm' ? draft.reason : null;
      const body = { version, action: step as Schemas['TriageAction'], message: note, reason, hazard };
      return await send(api.POST('/api/v1/signals/{id}/triage', { params, body }));
    }
    switch (step) {
      case 'acknowledge':
        return only(await send(api.POST('/api/v1/signals/{id}/acknowledge', { params, body: { version, note } })));
      case 'answer':
        return only(await send(api.POST('/api/v1/signals/{id}/answer', { params, body: { version, note: draft.message.trim(), evidence: draft.evidence } })));
      case 'close':
        return only(await send(api.POST('/api/v1/signals/{id}/close', { params, body: { version, note } })));
      default:
        return only(await send(api.POST('/api/v1/signals/{id}/assign', { params, body: { version, user_id: draft.user_id as string } })));
    }
  } catch (error) {
    throw error instanceof ApiProblem ? onMessage(error) : error;
  }
}

/** The domain speaks of a note where the form has a message. */
function onMessage(problem: ApiProblem): ApiProblem {
  const errors = problem.errors.map((one) => (one.pointer === '/note' ? { ...one, pointer: '/message' } : one));
  return new ApiProblem(problem.code, problem.status, errors, problem.retryAfter);
}

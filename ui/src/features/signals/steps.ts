/** Takes a step on a signal. */
import { api, send, type Schemas } from '@/api/client';
import { ApiProblem } from '@/api/problem';

import type { Draft, Signal, Step } from './draft';

const TRIAGE = new Set<Step>(['remind', 'hand_over', 'make_hazard', 'propose_watch', 'false_alarm']);

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

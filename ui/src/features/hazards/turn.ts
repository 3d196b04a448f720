/** Whose turn it is with a hazard, which steps are offered, and the stages of the loop. */
import type { Schemas } from '@/api/client';

export type Hazard = Schemas['HazardRecord'];
export type Action = Schemas['HazardAction'];
type State = Schemas['HazardState'];

/** Who must act now: key of a text under `hazards.turn.`; null when nobody must. */
export type Turn = 'authority_notify' | 'enterprise_own' | 'enterprise_plan' | 'enterprise_mend' | 'authority_extension' | 'verifier' | 'authority_verify' | 'authority_close' | 'enterprise_close';

/** A general hazard that the enterprise found itself: it may go round the loop alone. */
function ownLoop(hazard: Pick<Hazard, 'level' | 'source'>): boolean {
  return hazard.level === 'general' && (hazard.source === 'self_check' || hazard.source === 'risk_control');
}

export function extensionWaits(hazard: Pick<Hazard, 'extension' | 'state'>): boolean {
  const waits = hazard.extension !== null && hazard.extension !== undefined && hazard.extension.approved === null;
  return waits && (hazard.state === 'notified' || hazard.state === 'rectifying');
}

export function turnOf(hazard: Pick<Hazard, 'state' | 'level' | 'source' | 'extension' | 'verifier'>): Turn | null {
  if (extensionWaits(hazard)) return 'authority_extension';
  switch (hazard.state) {
    case 'found':
      return ownLoop(hazard) ? 'enterprise_own' : 'authority_notify';
    case 'notified':
      return 'enterprise_plan';
    case 'rectifying':
      return 'enterprise_mend';
    case 'submitted':
      return hazard.verifier ? 'verifier' : 'authority_verify';
    case 'verified':
      return ownLoop(hazard) ? 'enterprise_close' : 'authority_close';
    case 'closed':
      return null;
  }
}

/** The step that brings the hazard on; the others are corrections and requests. */
const FORWARD: Record<State, Action | null> = {
  found: 'notify',
  notified: 'plan',
  rectifying: 'submit',
  submitted: 'verify',
  verified: 'close',
  closed: null,
};

/** What others wait for, or what has to be done before the loop goes on. */
const FIRST = new Set<Action>(['extension_decision', 'notice_receipt', 'plan_approval', 'acceptance', 'listing_lift']);

/**
 * What to offer, in the order of the screen: a decision that others wait for, then the step that brings the hazard on,
 * then the rest as the server gave it. Never more than the server allows, never less.
 */
export function offered(hazard: Pick<Hazard, 'state' | 'actions'>): Action[] {
  const rank = (action: Action) => (FIRST.has(action) ? 0 : action === FORWARD[hazard.state] ? 1 : 2);
  return hazard.actions.map((action, index) => ({ action, index })).sort((a, b) => rank(a.action) - rank(b.action) || a.index - b.index).map(({ action }) => action);
}

export interface Stage {
  state: State;
  mark: 'done' | 'now' | 'open';
  /** When it was done last, from the history. */
  at: string | null;
}

const STATES: State[] = ['found', 'notified', 'rectifying', 'submitted', 'verified', 'closed'];

/** The loop as acts: what is done (and when, last), which comes next. After a hazard was sent back, handing in comes next. */
export function stages(hazard: Pick<Hazard, 'state' | 'timeline' | 'found_at'>): Stage[] {
  const here = STATES.indexOf(hazard.state);
  const newestFirst = [...hazard.timeline].reverse();
  return STATES.map((state, index) => {
    const mark = index <= here ? 'done' : index === here + 1 ? 'now' : 'open';
    // Only steps forward count: sending back does not make the plan anew.
    const step = newestFirst.find((entry) => entry.after === state && !STATES.slice(index).includes(entry.before as State));
    return { state, mark, at: mark === 'done' ? (step?.at ?? (state === 'found' ? hazard.found_at : null)) : null };
  });
}

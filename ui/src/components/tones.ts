/** Shape and colour of the values of vocabularies. Red is for overdue and major only. */
import type { Tone } from './AStatus.vue';

const TONES: Record<string, Record<string, Tone>> = {
  hazard_state: { found: 'warn', notified: 'info', rectifying: 'info', submitted: 'warn', verified: 'info', closed: 'good' },
  case_state: { clue: 'warn', filing: 'warn', investigating: 'info', reviewing: 'warn', reviewed: 'info', noticed: 'info', decided: 'warn', served: 'info', executed: 'info', closing: 'warn', closed: 'good', ended: 'plain' },
  talk_state: { planned: 'warn', noticed: 'info', missed: 'bad', held: 'info', followed_up: 'warn', closed: 'good', cancelled: 'plain' },
  work_item_state: { planned: 'plain', active: 'info', suspended: 'warn', done: 'good' },
  party_duty_state: { done: 'good', due: 'warn', overdue: 'bad', nobody: 'bad', idle: 'plain' },
  blind_kind: { ungated: 'bad', exceeded: 'bad', no_party: 'bad', no_person: 'warn', never: 'bad', overdue: 'bad', unlisted: 'warn' },
  hazard_level: { general: 'plain', major: 'bad' },
  signal_state: {
    open: 'warn',
    reminded: 'info',
    handed_over: 'info',
    hazard: 'info',
    watch_proposed: 'info',
    false_alarm: 'plain',
    acknowledged: 'info',
    answered: 'warn',
    closed: 'good',
  },
  watch_state: { proposed: 'warn', confirmed: 'info', handed_over: 'info', answered: 'warn', expired: 'plain', withdrawn: 'plain', closed: 'good' },
  remote_state: { made: 'plain', opened: 'info', identified: 'info', finished: 'good', refused: 'warn', cancelled: 'plain', locked: 'warn', expired: 'plain' },
  sms_state: { queued: 'info', delivered: 'good', failed: 'warn' },
  delivery_state: { queued: 'info', delivered: 'good', failed: 'warn' },
  supervision_state: { queued: 'info', sent: 'info', answered: 'info', settled: 'good', overdue: 'bad' },
  watch_outcome: { stopped: 'good', released: 'info', not_found: 'plain' },
  command_state: { queued: 'plain', sent: 'info', acknowledged: 'info', done: 'good', refused: 'warn', timed_out: 'warn', offline: 'plain', failed: 'warn' },
  severity: { notice: 'plain', warning: 'warn', severe: 'bad' },
  duty_state: { open: 'plain', due: 'warn', late: 'bad', done: 'good', waived: 'info' },
  cell_state: { late: 'bad', due: 'warn', open: 'plain', done: 'good', waived: 'info', unknown: 'warn', not_applicable: 'plain' },
  pack_state: { draft: 'plain', decided: 'info', in_force: 'good', former: 'plain' },
  field_outcome: { met: 'good', unmet: 'bad', not_applicable: 'plain' },
  field_verdict: { clean: 'good', ordered: 'warn' },
  draw_state: { planned: 'plain', frozen: 'info', committed: 'info', revealed: 'warn', drawn: 'warn', published: 'good', expired: 'bad' },
  risk_standing: { unregistered: 'bad', registered: 'info', cancel_asked: 'warn', cancelled: 'good' },
  document_state: { issued: 'good', superseded: 'plain', withdrawn: 'warn' },
  target_course: { reached: 'good', on_course: 'info', too_slow: 'warn', standing: 'warn', too_early: 'plain', missed: 'bad', nobody: 'plain' },
  control_outcome: { kept: 'good', failed: 'warn', not_applicable: 'plain' },
  kept_state: { draft: 'plain', waiting: 'warn', returned: 'bad', sent: 'good' },
  standing: { active: 'good', suspended: 'warn', closed: 'plain', unlicensed: 'bad' },
  import_state: { queued: 'plain', running: 'info', done: 'good', refused: 'bad', cancelled: 'plain', failed: 'bad' },
};

export function toneOf(vocabulary: string, value: string): Tone {
  return TONES[vocabulary]?.[value] ?? 'plain';
}

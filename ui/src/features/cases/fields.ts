/** What each step asks for, and what of it is known already: nothing that stands in the file is typed again. */
import type { Schemas } from '@/api/client';

import type { Act, Case } from './queries';

export type Kind = 'text' | 'area' | 'yuan' | 'time' | 'choice' | 'flag' | 'yesno' | 'officers' | 'officer' | 'measures' | 'circumstances' | 'people' | 'checklist' | 'file' | 'measure';

export interface Field {
  name: string;
  kind: Kind;
  required?: boolean;
  /** Vocabulary of a choice. */
  of?: string;
  values?: readonly string[];
  /** Only when this holds. */
  when?: (values: Values) => boolean;
}

export type Values = Record<string, unknown>;
export type Measure = { kind: Schemas['MeasureKind']; text: string; deadline: string | null };
export type Officer = { user_id: string | null; name: string; card: string };

export const EVIDENCE = ['documentary', 'physical', 'audio_visual', 'electronic', 'witness', 'party', 'expert', 'scene'] as const;
export const ASKS = ['filing_extension', 'decision_extension', 'registration', 'sealing', 'recusal'] as const;
export const MEASURES = ['warning', 'rectify', 'suspension', 'confiscation', 'revocation', 'closure', 'joint_sanction'] as const;
export const OUTCOMES = ['penalty', 'spared', 'not_established', 'transferred'] as const;
export const CHECKLIST = ['letter', 'investigation', 'goods', 'appraisal', 'other_materials'] as const;
/** Circumstances that officers tell; the others follow from what stands in the store. */
export const TOLD = ['minor', 'refused', 'harm', 'obstruct', 'active', 'accident_general', 'accident_larger', 'accident_grave', 'accident_extreme', 'gravest'] as const;

const note = (required = true): Field => ({ name: 'note', kind: 'area', required });
const fine: Field = { name: 'fine_yuan', kind: 'yuan' };
const deviation: Field = { name: 'deviation', kind: 'area' };
const penalty = (values: Values) => values.outcome === 'penalty';
const recusal = (values: Values) => values.kind === 'recusal';

export const FIELDS: Record<Act, Field[]> = {
  ask_filing: [{ name: 'officers', kind: 'officers', required: true }, { name: 'facts', kind: 'area', required: true }],
  punish_on_the_spot: [{ name: 'officers', kind: 'officers', required: true }, { name: 'facts', kind: 'area', required: true }, { name: 'warning', kind: 'flag' }, fine, { name: 'receiver', kind: 'text', required: true }],
  decide_filing: [{ name: 'approved', kind: 'yesno', required: true }, note(false)],
  add_interview: [{ name: 'person', kind: 'text', required: true }, { name: 'post', kind: 'text', required: true }, { name: 'text', kind: 'area', required: true }],
  add_evidence: [{ name: 'kind', kind: 'choice', of: 'evidence_kind', values: EVIDENCE, required: true }, { name: 'name', kind: 'text', required: true }, { name: 'origin', kind: 'text', required: true }, { name: 'file', kind: 'file' }],
  ask_approval: [{ name: 'kind', kind: 'choice', of: 'ask_kind', values: ASKS, required: true }, { name: 'about', kind: 'text', when: (v) => ['registration', 'sealing', 'recusal'].includes(String(v.kind)), required: true }, { name: 'successor', kind: 'officer', when: recusal, required: true }, note()],
  decide_ask: [{ name: 'approved', kind: 'yesno', required: true }, note(false)],
  dispose_registered: [note()],
  halt: [{ name: 'reason', kind: 'choice', of: 'halt_reason', values: ['appraisal', 'announcement', 'hearing'], required: true }, note()],
  resume: [note(false)],
  conclude: [{ name: 'findings', kind: 'area', required: true }, { name: 'circumstances', kind: 'circumstances' }, { name: 'income_yuan', kind: 'yuan' }, fine, { name: 'measures', kind: 'measures' }, deviation],
  review: [{ name: 'passed', kind: 'yesno', required: true }, note()],
  give_notice: [note(false)],
  reinvestigate: [note()],
  state: [{ name: 'waived', kind: 'flag' }, note(false)],
  ask_hearing: [note()],
  call_hearing: [{ name: 'at', kind: 'time', required: true }, { name: 'place', kind: 'text', required: true }, { name: 'chair', kind: 'text', required: true }],
  hold_hearing: [{ name: 'attendees', kind: 'people', required: true }, note()],
  decide: [
    { name: 'outcome', kind: 'choice', of: 'case_outcome', values: OUTCOMES, required: true },
    { ...fine, when: penalty },
    { name: 'measures', kind: 'measures', when: penalty },
    { ...deviation, when: penalty },
    { name: 'collective', kind: 'people' },
    { name: 'checklist', kind: 'checklist', when: (v) => v.outcome === 'transferred', required: true },
    note(),
  ],
  serve: [{ name: 'way', kind: 'choice', of: 'service_way', values: ['direct', 'refused', 'post', 'electronic', 'announcement'], required: true }, { name: 'receiver', kind: 'text', required: true }],
  receive: [],
  record_payment: [{ name: 'paid_yuan', kind: 'yuan', required: true }, note(false)],
  remind: [note(false)],
  measure_done: [{ name: 'index', kind: 'measure', required: true }, note()],
  execute: [note(false)],
  ask_closing: [note()],
  close: [{ name: 'approved', kind: 'yesno', required: true }, note(false)],
};

const kept = (all: Schemas['CaseMeasure'][]): Measure[] => all.map((m) => ({ kind: m.kind, text: m.text, deadline: m.deadline ?? null }));

/** What the file knows of a step's fields. `me`: the account that acts. */
export function prefilled(act: Act, one: Case, me: { id: string; name: string } | null): Values {
  const own: Officer[] = [{ user_id: me?.id ?? null, name: me?.name ?? '', card: '' }, { user_id: null, name: '', card: '' }];
  const clause = `${one.violated.clause}`;
  const openMeasure = one.decision?.measures.findIndex((m) => !m.done) ?? -1;
  switch (act) {
    case 'ask_filing':
      return { officers: own, facts: one.facts };
    case 'punish_on_the_spot':
      return { officers: own, facts: one.facts, receiver: one.party.name, warning: false };
    case 'add_interview':
      return one.party.kind === 'person' ? { person: one.party.name, post: one.party.post ?? '' } : {};
    case 'ask_approval':
      return { successor: { user_id: null, name: '', card: '' } };
    case 'conclude':
      return { findings: one.conclusion?.findings ?? one.facts, circumstances: (one.conclusion?.circumstances ?? []).filter((c) => (TOLD as readonly string[]).includes(c)), fine_yuan: one.conclusion?.fine_yuan ?? one.range?.min_yuan ?? null, measures: one.conclusion ? kept(one.conclusion.measures) : (one.range?.measures ?? []).map((kind) => ({ kind, text: one.violated.title.zh, deadline: null })), deviation: one.conclusion?.deviation ?? '' };
    case 'decide':
      return { outcome: one.state === 'noticed' ? 'penalty' : null, fine_yuan: one.conclusion?.fine_yuan ?? null, measures: kept(one.conclusion?.measures ?? []), deviation: one.conclusion?.deviation ?? '', note: one.state === 'noticed' ? `${one.conclusion?.findings ?? ''}\n${clause}` : '', collective: '', checklist: [] };
    case 'serve':
      return { way: 'direct', receiver: one.party.name };
    case 'record_payment':
      return { paid_yuan: one.owed_yuan ?? null };
    case 'measure_done':
      return { index: openMeasure >= 0 ? String(openMeasure) : null };
    case 'ask_closing':
      return { note: one.decision ? `${one.decision.no}` : '' };
    default:
      return {};
  }
}

const filled = (value: unknown) => value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);

/** Fields that are wrong before anything is sent. */
export function wrong(act: Act, values: Values): Record<string, string> | null {
  const bad: Record<string, string> = {};
  for (const field of FIELDS[act]) {
    if (field.when && !field.when(values)) continue;
    if (field.required && !filled(values[field.name])) bad[field.name] = field.kind === 'yesno' || field.kind === 'choice' ? 'choose' : 'required';
  }
  const no = values.approved === 'no' && !filled(values.note);
  if (no) bad.note = 'reason_required';
  return Object.keys(bad).length > 0 ? bad : null;
}

/** The body of the step. */
export function bodyOf(act: Act, values: Values): Values {
  const body: Values = {};
  for (const field of FIELDS[act]) {
    if (field.when && !field.when(values)) continue;
    const value = values[field.name];
    if (!filled(value)) continue;
    if (field.kind === 'yesno') body[field.name] = value === 'yes';
    else if (field.kind === 'yuan') body[field.name] = Number(value);
    else if (field.kind === 'measure') body[field.name] = Number(value);
    else if (field.kind === 'people') body[field.name] = String(value).split(/[,，、;；\s]+/).filter((one) => one !== '');
    else if (field.kind === 'measures') body[field.name] = (value as Measure[]).map((m) => ({ kind: m.kind, text: m.text, deadline: m.deadline || null }));
    else body[field.name] = value;
  }
  return body;
}

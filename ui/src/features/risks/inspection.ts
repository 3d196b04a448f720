/**
 * A self-inspection while it is done: one plain object with an id made here, so that it can be kept, sent later, and sent
 * again without harm.
 */
import type { Schemas } from '@/api/client';

export type Outcome = Schemas['ControlOutcome'];

export interface Answer {
  outcome: Outcome | null;
  note: string;
  /** Hashes of pictures. */
  evidence: string[];
  /** Last day for mending, `YYYY-MM-DD`. */
  deadline: string | null;
}

export interface Inspection {
  id: string;
  enterprise: string;
  /** RFC 3339. */
  started_at: string;
  note: string;
  /** By control, in the order of the checklist. */
  answers: Record<string, Answer>;
}

/** A UUID of version 7 (RFC 9562): the time in milliseconds, then chance. */
export function uuid7(now: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  bytes.set(random.subarray(0, 16));
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export const blank = (): Answer => ({ outcome: null, note: '', evidence: [], deadline: null });

/** Begins an inspection of the controls of a checklist. */
export function begin(list: Schemas['Checklist'], now: number, random: Uint8Array): Inspection {
  const controls = list.risks.flatMap((risk) => risk.controls);
  return {
    id: uuid7(now, random),
    enterprise: list.enterprise.id,
    started_at: new Date(now).toISOString(),
    note: '',
    answers: Object.fromEntries(controls.map((control) => [control.id, blank()])),
  };
}

export function counts(inspection: Inspection): Record<Outcome | 'all' | 'open', number> {
  const all = Object.values(inspection.answers);
  const n = (outcome: Outcome | null) => all.filter((one) => one.outcome === outcome).length;
  return { all: all.length, open: n(null), kept: n('kept'), failed: n('failed'), not_applicable: n('not_applicable') };
}

/** Whether anything was filled in. */
export function touched(inspection: Inspection): boolean {
  return inspection.note !== '' || Object.values(inspection.answers).some((one) => one.outcome !== null || one.note !== '' || one.evidence.length > 0);
}

/** What is sent. */
export function bodyOf(inspection: Inspection, now: number): Schemas['InspectionDraft'] {
  const answers = Object.entries(inspection.answers).flatMap(([control_id, { outcome, note, evidence, deadline }]) => {
    if (outcome === null) return [];
    return [{ control_id, outcome, note: note.trim(), evidence, deadline: outcome === 'failed' ? deadline : null }];
  });
  return { id: inspection.id, started_at: inspection.started_at, finished_at: new Date(now).toISOString(), note: inspection.note.trim(), answers };
}

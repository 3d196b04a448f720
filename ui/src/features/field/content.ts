/**
 * An inspection while it is done, and the text that is sealed of it: format `anlu-field-1` (docs/FIELD.md). The server
 * recomputes the seal over exactly this text.
 */
import { sha256 } from '@noble/hashes/sha2.js';

import type { Schemas } from '@/api/client';
import { uuid7 } from '@/features/risks/inspection';

export type Sheet = Schemas['FieldSheet'];
export type Outcome = Schemas['FieldOutcome'];
export type PieceKind = Schemas['FieldPieceKind'];

/** Ten-millionths of a degree, so that all numbers are whole. */
export interface Place {
  lon: number;
  lat: number;
  accuracy_m: number;
}

export interface Piece {
  sha256: string;
  kind: PieceKind;
  /** Milliseconds. */
  captured_at: number;
  place: Place | null;
  base: string | null;
}

export interface Answer {
  source: Schemas['FieldSource'];
  reference: string;
  text: string;
  clause: string;
  outcome: Outcome | null;
  note: string;
  level: Schemas['HazardLevel'];
  order: Schemas['FieldOrder'];
  deadline: string | null;
  pieces: string[];
  /** Earlier pictures of the place. Not sealed. */
  pictures: string[];
  detail: string;
}

export interface Signed {
  name: string;
  post: string;
  piece: string | null;
}

export interface Visit {
  id: string;
  /** What it is begun for: an assignment, an enterprise, or `new`. */
  key: string;
  assignment: string | null;
  enterprise: string | null;
  /** Name for lists. */
  name: string;
  unlicensed: { name: string; address: string; principal: string; sectors: Schemas['Sector'][] } | null;
  officers: { name: string; department: string }[];
  started_at: number;
  place: Place | null;
  answers: Answer[];
  pieces: Piece[];
  officer: Signed;
  party: Signed;
  refused: { reason: string; witness: string; piece: string | null } | null;
  note: string;
}

const line = (of: Sheet['lines'][number]): Answer => ({ ...of, outcome: null, note: '', level: 'general', order: 'at_once', deadline: null, pieces: [] });

/** Begins an inspection by a sheet. */
export function beginVisit(sheet: Sheet, key: string, me: string, now: number, random: Uint8Array): Visit {
  const officers = sheet.assignment?.officers ?? [{ name: me, department: '' }];
  return {
    id: uuid7(now, random),
    key,
    assignment: sheet.assignment?.id ?? null,
    enterprise: sheet.enterprise?.id ?? null,
    name: sheet.enterprise?.name ?? '',
    unlicensed: sheet.enterprise ? null : { name: '', address: '', principal: '', sectors: [] },
    officers: officers.map(({ name, department }) => ({ name, department })),
    started_at: now,
    place: null,
    answers: sheet.lines.map(line),
    pieces: [],
    officer: { name: me, post: '', piece: null },
    party: { name: sheet.enterprise?.principal ?? '', post: '', piece: null },
    refused: null,
    note: '',
  };
}

/** A line for a clause that was picked. */
export function picked(clause: Sheet['clauses'][number]): Answer {
  return { ...line({ source: 'clause', reference: clause.id, text: clause.title, clause: `${clause.basis}${clause.text === clause.title ? '' : `：${clause.text}`}`, detail: '', pictures: [] }), outcome: 'unmet' };
}

export function tally(visit: Visit): Record<Outcome | 'open', number> {
  const n = (outcome: Outcome | null) => visit.answers.filter((one) => one.outcome === outcome).length;
  return { met: n('met'), unmet: n('unmet'), not_applicable: n('not_applicable'), open: n(null) };
}

/** What is missing before it can be sealed: names of fields with codes. */
export function missing(visit: Visit): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (visit.officers.filter((one) => one.name.trim() !== '').length < 2) wrong.officers = 'field_two_officers';
  if (visit.unlicensed) {
    if (visit.unlicensed.name.trim() === '') wrong['unlicensed.name'] = 'required';
    if (visit.unlicensed.address.trim() === '') wrong['unlicensed.address'] = 'required';
    if (visit.unlicensed.sectors.length === 0) wrong['unlicensed.sectors'] = 'required';
  }
  if (!visit.answers.some((one) => one.outcome !== null)) wrong.answers = 'field_nothing_answered';
  visit.answers.forEach((one, i) => {
    if (one.outcome !== 'unmet') return;
    if (one.note.trim() === '') wrong[`answers.${i}.note`] = 'required';
    if (one.source !== 'hazard' && one.order === 'by_day' && !one.deadline) wrong[`answers.${i}.deadline`] = 'required';
  });
  if (visit.officer.piece === null) wrong.officer = 'field_signature_missing';
  if (visit.refused) {
    if (visit.refused.reason.trim() === '') wrong['refused.reason'] = 'required';
    if (visit.refused.witness.trim() === '') wrong['refused.witness'] = 'required';
  } else if (visit.party.piece === null || visit.party.name.trim() === '') wrong.party = 'field_signature_missing';
  return wrong;
}

/** Canonical JSON (RFC 8785) of a value with whole numbers and ASCII names. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

const signature = ({ name, post, piece }: Signed) => ({ name: name.trim(), post: post.trim(), piece });

/** The content as it is sealed: only what was answered, only pieces that something names. */
export function contentOf(visit: Visit, finished_at: number): unknown {
  const answers = visit.answers.flatMap((one) => {
    if (one.outcome === null) return [];
    const found = one.outcome === 'unmet' && one.source !== 'hazard';
    return [{ source: one.source, reference: one.reference, text: one.text, clause: one.clause, outcome: one.outcome, note: one.note.trim(), level: found ? one.level : null, order: found ? one.order : null, deadline: found && one.order === 'by_day' ? one.deadline : null, pieces: one.pieces }];
  });
  const named = new Set([...answers.flatMap((one) => one.pieces), visit.officer.piece, visit.refused ? visit.refused.piece : visit.party.piece]);
  const bases = new Set(visit.pieces.filter((one) => named.has(one.sha256)).map((one) => one.base));
  return {
    format: 'anlu-field-1',
    id: visit.id,
    assignment: visit.assignment,
    enterprise: visit.enterprise,
    unlicensed: visit.unlicensed,
    officers: visit.officers.filter((one) => one.name.trim() !== ''),
    started_at: visit.started_at,
    finished_at,
    place: visit.place,
    answers,
    pieces: visit.pieces.filter((one) => named.has(one.sha256) || bases.has(one.sha256)),
    signatures: { officers: [signature(visit.officer)], party: visit.refused ? null : signature(visit.party), refused: visit.refused },
    note: visit.note.trim(),
  };
}

/** SHA-256 of `anlu-field-1`, a zero byte and the text; hex. */
export function sealOf(text: string): string {
  const hash = sha256.create();
  hash.update(new TextEncoder().encode('anlu-field-1\u0000'));
  hash.update(new TextEncoder().encode(text));
  return Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

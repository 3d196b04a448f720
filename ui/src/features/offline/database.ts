/**
 * What this device keeps of its own: inspections that are begun or not received yet, their pictures, and answers of the
 * server that are needed without a connection. Every row belongs to an account; nobody else's is shown.
 *
 * A row of an inspection or a picture goes only when the server has confirmed it, or when its person throws it away.
 */
import { Dexie, type EntityTable, type Table } from 'dexie';

import type { Visit } from '@/features/field/content';
import type { Inspection } from '@/features/risks/inspection';

/** `draft`: being filled in; `waiting`: handed in here, not received; `returned`: refused by the server; `sent`: received. */
export type State = 'draft' | 'waiting' | 'returned' | 'sent';

export interface KeptInspection {
  /** Id of the inspection, made here. */
  id: string;
  /** Account. */
  user: string;
  enterprise: string;
  /** Name of the enterprise, for lists without a connection. */
  name: string;
  state: State;
  inspection: Inspection;
  /** When it was handed in here, RFC 3339: part of what is sent, so it does not move when it is sent again. */
  finished_at: string | null;
  /** Why the server refused it. */
  refusal: Refusal | null;
  /** What the server confirmed. */
  receipt: Receipt | null;
  /** Milliseconds of the last change here. */
  changed_at: number;
}

/** An inspection by the authority; its pieces lie with the pictures. */
export interface KeptVisit {
  id: string;
  user: string;
  /** What it was begun for. */
  key: string;
  name: string;
  state: State;
  visit: Visit;
  /** The text that was sealed, and its seal: sent as it is. */
  sealed: { content: string; seal: string } | null;
  refusal: Refusal | null;
  receipt: Receipt | null;
  changed_at: number;
}

export interface Refusal {
  code: string;
  status: number;
  errors: { pointer: string; code: string; params: Record<string, unknown> }[];
}

export interface Receipt {
  /** By the server's clock, RFC 3339. */
  received_at: string;
  /** SHA-256 of what the server stored, hex. */
  sha256: string;
  /** Hazards that came of it. */
  failed: number;
}

export interface KeptPhoto {
  /** SHA-256 of the content, hex: it is known before anything is sent. */
  hash: string;
  user: string;
  name: string;
  blob: Blob;
  /** When it was taken, RFC 3339. */
  captured_at: string | null;
  /** When the server confirmed it, milliseconds. */
  sent_at: number | null;
  /** Code of the refusal, when the server does not take it. */
  refused: string | null;
  kept_at: number;
}

/** An answer of the server, for times without it. */
export interface KeptAnswer {
  user: string;
  key: string;
  value: unknown;
  /** Milliseconds. */
  at: number;
}

export class Database extends Dexie {
  inspections!: EntityTable<KeptInspection, 'id'>;
  visits!: EntityTable<KeptVisit, 'id'>;
  photos!: Table<KeptPhoto, [string, string]>;
  answers!: Table<KeptAnswer, [string, string]>;

  constructor(name = 'anlu') {
    super(name);
    // Versions are only added: a device may come back after weeks with rows of any of them.
    this.version(1).stores({
      inspections: 'id, [user+state], [user+enterprise]',
      photos: '[user+hash]',
      answers: '[user+key]',
    });
    this.version(2).stores({ visits: 'id, [user+state], [user+key]' });
  }
}

export const database = new Database();

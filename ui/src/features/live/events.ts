/**
 * Live changes of the server (`GET /api/v1/events`). What an event concerns is made stale in the query cache; pages that
 * need the event itself (moving vehicles, progress of an import) listen with `onServerEvent`.
 */
import { onBeforeUnmount, readonly, ref } from 'vue';

import type { Schemas } from '@/api/client';
import { queryClient } from '@/api/queries';

export type ServerEvent = Schemas['ServerEvent'];
type Kind = ServerEvent['kind'];
type Of<K extends Kind> = Extract<ServerEvent, { kind: K }>;

const KINDS: Kind[] = ['signal', 'hazard', 'watch', 'request', 'terminal', 'duties', 'vehicles', 'import', 'resync'];
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
/** Events within this time become one refresh, milliseconds. */
const GATHER = 800;

const state = ref<'off' | 'connecting' | 'open' | 'lost'>('off');
/** State of the connection; `lost` while it is tried again. */
export const live = readonly(state);

const listeners = new Map<Kind, Set<(event: ServerEvent) => void>>();
let source: EventSource | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let wait = FIRST_WAIT;

/** Milliseconds until the next try: doubles up to half a minute, and is spread so that not all come at once. */
export function nextWait(before: number, random: number): number {
  return Math.min(LONGEST_WAIT, before * 2) * (0.75 + random / 2);
}

/** First parts of the query keys an event makes stale. `null` means everything. */
export function staleKeys(event: ServerEvent): string[][] | null {
  switch (event.kind) {
    case 'signal':
      return [['signals'], ['today']];
    case 'hazard':
      return [['hazards'], ['today']];
    case 'watch':
      return [['watches'], ['today']];
    case 'request':
      return [['requests'], ['signals'], ['links', 'checks'], ['today']];
    case 'duties':
      return [['duties'], ['records'], ['risks'], ['checklist'], ['today']];
    case 'import':
      return [['imports', event.id]];
    case 'terminal':
      return [['terminal', event.vehicle_id]];
    case 'vehicles':
      return [];
    case 'resync':
      return null;
  }
}

let gathered: Map<string, string[]> | null = new Map();
let flush: ReturnType<typeof setTimeout> | undefined;

function makeStale(keys: string[][] | null): void {
  if (keys === null) gathered = null;
  else for (const key of keys) gathered?.set(key.join(' '), key);
  flush ??= setTimeout(() => {
    if (gathered === null) void queryClient.invalidateQueries();
    else for (const queryKey of gathered.values()) void queryClient.invalidateQueries({ queryKey });
    gathered = new Map();
    flush = undefined;
  }, GATHER);
}

function receive(kind: Kind, data: string): void {
  let event: ServerEvent;
  try {
    event = JSON.parse(data || '{}') as ServerEvent;
  } catch {
    return;
  }
  const known = { ...event, kind } as ServerEvent;
  const keys = staleKeys(known);
  if (keys === null || keys.length > 0) makeStale(keys);
  for (const listener of listeners.get(kind) ?? []) listener(known);
}

function open(): void {
  state.value = state.value === 'lost' ? 'lost' : 'connecting';
  source = new EventSource('/api/v1/events');
  source.addEventListener('open', () => {
    state.value = 'open';
    wait = FIRST_WAIT;
  });
  for (const kind of KINDS) source.addEventListener(kind, (event) => receive(kind, (event as MessageEvent<string>).data));
  source.addEventListener('error', () => {
    // The browser retries by itself, but gives up when the answer is a refusal; then it is done here.
    state.value = 'lost';
    if (source?.readyState !== EventSource.CLOSED) return;
    clearTimeout(timer);
    timer = setTimeout(open, wait);
    wait = nextWait(wait, Math.random());
  });
}

export function connect(): void {
  if (source === null && typeof EventSource !== 'undefined') open();
}

export function disconnect(): void {
  clearTimeout(timer);
  source?.close();
  source = null;
  wait = FIRST_WAIT;
  state.value = 'off';
}

/** Calls `listener` for each event of a kind while the component lives. */
export function onServerEvent<K extends Kind>(kind: K, listener: (event: Of<K>) => void): void {
  const set = listeners.get(kind) ?? new Set();
  listeners.set(kind, set);
  set.add(listener as (event: ServerEvent) => void);
  onBeforeUnmount(() => set.delete(listener as (event: ServerEvent) => void));
}

/**
 * The secret of a party: made and kept in this browser until it is revealed; the server sees its hash first
 * (docs/DRAW.md, "Seed").
 */
import { sha256 } from '@noble/hashes/sha2.js';

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const bytes = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** `H(commitment; frozen ‖ seat ‖ secret)`, hex. */
export function commitmentOf(frozen: string, seat: 'a' | 'b', secret: string): string {
  const hash = sha256.create();
  hash.update(new TextEncoder().encode('anlu-draw-1/commitment'));
  hash.update(new Uint8Array(1));
  hash.update(bytes(frozen));
  hash.update(new TextEncoder().encode(seat));
  hash.update(bytes(secret));
  return hex(hash.digest());
}

const keyOf = (user: string, draw: string) => `anlu.draw.${user}.${draw}`;

/** 32 random bytes, hex; kept before anything is sent, so that a commitment is never without its secret. */
export function makeSecret(user: string, draw: string): string {
  const before = keptSecret(user, draw);
  if (before !== null) return before;
  const secret = hex(crypto.getRandomValues(new Uint8Array(32)));
  localStorage.setItem(keyOf(user, draw), secret);
  return secret;
}

/** The secret this browser keeps for a seat, when it made it. */
export function keptSecret(user: string, draw: string): string | null {
  return localStorage.getItem(keyOf(user, draw));
}

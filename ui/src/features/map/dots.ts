/**
 * Vehicles in one draw call for each tone. MapLibre's own circles cut all of them into tiles anew whenever one has moved,
 * which takes longer than a frame with a few thousand. What lies on the graphics card changes when a report comes; while
 * the map or the vehicles only move, nothing is sent there but the matrix and the time.
 */
import type { CustomLayerInterface, CustomRenderMethodInput, Map as GlMap } from 'maplibre-gl';

import { COLOURS, type DotTone, type MapDot } from './data';
import { onward, pace, packed, placeAt, STRIDE, untilNext, type Way } from './glide';
import { mercator } from './project';

const VERTEX = `#version 300 es
uniform mat4 matrix;
uniform float now;
uniform float size;
layout(location = 0) in vec4 ends;
layout(location = 1) in vec2 time;
void main() {
  gl_Position = matrix * vec4(mix(ends.xy, ends.zw, clamp((now - time.x) * time.y, 0.0, 1.0)), 0.0, 1.0);
  gl_PointSize = size;
}`;

/** How far a place is from the middle of a shape: 1 at its outline. Without roots, for processors draw this too. */
const SHAPES = {
  disc: 'dot(p, p)',
  triangle: 'max(p.y, abs(p.x) * 0.874 - p.y * 0.486) / 0.486',
  diamond: 'abs(p.x) + abs(p.y)',
};
type Shape = keyof typeof SHAPES;

const fragment = (shape: Shape) => `#version 300 es
precision highp float;
uniform vec4 fill;
uniform vec4 edge;
uniform float inner;
uniform float size;
out vec4 colour;
void main() {
  vec2 p = gl_PointCoord * 2.0 - 1.0;
  float far = ${SHAPES[shape]};
  float sharp = size * 0.25;
  colour = mix(fill, edge, clamp((far - inner) * sharp + 0.5, 0.0, 1.0)) * clamp((1.0 - far) * sharp, 0.0, 1.0);
}`;

const rgba = (hex: string): [number, number, number, number] => {
  const n = Number.parseInt(hex.slice(1), 16);
  return [((n >> 16) & 255) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255, 1];
};
const WHITE = rgba('#ffffff');

interface Look {
  shape: Shape;
  fill: [number, number, number, number];
  edge: [number, number, number, number];
  /** Where the edge begins. */
  inner: number;
  /** Pixels across; null: fewer the more are seen. */
  size: number | null;
}

/** The gravest last, so that it lies on top. */
const LOOKS: readonly [DotTone, Look][] = [
  ['off', { shape: 'disc', fill: WHITE, edge: rgba(COLOURS.off), inner: 0.45, size: null }],
  ['plain', { shape: 'disc', fill: rgba(COLOURS.plain), edge: WHITE, inner: 0.62, size: null }],
  ['notice', { shape: 'disc', fill: rgba(COLOURS.notice), edge: WHITE, inner: 0.62, size: null }],
  ['warning', { shape: 'triangle', fill: rgba(COLOURS.warning), edge: WHITE, inner: 0.75, size: 24 }],
  ['severe', { shape: 'diamond', fill: rgba(COLOURS.severe), edge: WHITE, inner: 0.8, size: 23 }],
];
const CHOSEN: Look = { shape: 'disc', fill: [0, 0, 0, 0], edge: rgba(COLOURS.ink), inner: 0.7, size: 31 };

/** As many dots as this are seen in full size; more get less room each, down to a size that can still be seen. */
const ROOMY = 1000;
const [SMALLEST, LARGEST] = [5, 14];

/** Pixels across a dot when `seen` are in view. */
export const sizeOf = (seen: number): number => Math.max(SMALLEST, Math.min(LARGEST, LARGEST * Math.sqrt(ROOMY / Math.max(1, seen))));

/** How many of the packed ways end in a box of the unit square. */
export function seenIn(numbers: Float32Array, [x, y]: readonly [number, number], [left, top]: readonly [number, number], [right, bottom]: readonly [number, number]): number {
  let seen = 0;
  for (let n = 2; n < numbers.length; n += STRIDE) {
    const px = numbers[n]! + x;
    const py = numbers[n + 1]! + y;
    if (px >= left && px <= right && py >= top && py <= bottom) seen += 1;
  }
  return seen;
}

/** `matrix` (column by column) for places that are told from `origin`. */
export function movedTo(matrix: ArrayLike<number>, [x, y]: readonly [number, number]): Float32Array {
  const to = Float32Array.from(matrix);
  for (let row = 0; row < 4; row += 1) to[12 + row] = (matrix[row] ?? 0) * x + (matrix[4 + row] ?? 0) * y + (matrix[12 + row] ?? 0);
  return to;
}

interface Program {
  made: WebGLProgram;
  at: Record<'matrix' | 'now' | 'size' | 'fill' | 'edge' | 'inner', WebGLUniformLocation | null>;
}

function program(gl: WebGL2RenderingContext, shape: Shape): Program {
  const made = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, fragment(shape)]] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) throw new Error('no shader');
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made) ?? 'no program');
  const at = (name: string) => gl.getUniformLocation(made, name);
  return { made, at: { matrix: at('matrix'), now: at('now'), size: at('size'), fill: at('fill'), edge: at('edge'), inner: at('inner') } };
}

/** A layer of the map for vehicles. */
export class DotLayer implements CustomLayerInterface {
  readonly id = 'dots';
  readonly type = 'custom';
  private map: GlMap | null = null;
  private programs: Record<Shape, Program> | null = null;
  private buffer: WebGLBuffer | null = null;
  private array: WebGLVertexArrayObject | null = null;
  /** By tone, and by vehicle. */
  private ways: Way[] = [];
  private known = new Map<string, Way>();
  private chosen = -1;
  private pace = { speed: 0, until: 0 };
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What lies on the graphics card: places from `origin`, times from `since`. */
  private card = { ...packed([], 0), since: 0, stale: true };

  set(dots: readonly MapDot[], chosen: string | null): void {
    const now = performance.now();
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const byTone = new Map<DotTone, Way[]>(LOOKS.map(([tone]) => [tone, []]));
    for (const dot of dots) {
      const before = this.known.get(dot.id);
      const one = onward(before, dot, now, still);
      if (one !== before) this.known.set(dot.id, one);
      byTone.get(dot.tone)?.push(one);
    }
    this.ways = [...byTone.values()].flat();
    // Some are not shown any more.
    if (this.known.size > dots.length) this.known = new Map(this.ways.map((one) => [one.dot.id, one]));
    this.chosen = chosen === null ? -1 : this.ways.findIndex(({ dot }) => dot.id === chosen);
    this.pace = pace(this.ways, now);
    this.card.stale = true;
    this.map?.triggerRepaint();
  }

  /** The dots where they are drawn at this moment. */
  placed(): MapDot[] {
    const now = performance.now();
    return this.ways.map((one) => (one.begun + one.lasts <= now ? one.dot : { ...one.dot, at: placeAt(one, now) }));
  }

  get gliding(): boolean {
    return performance.now() < this.pace.until;
  }

  onAdd(map: GlMap, gl: WebGL2RenderingContext): void {
    this.map = map;
    this.programs = { disc: program(gl, 'disc'), triangle: program(gl, 'triangle'), diamond: program(gl, 'diamond') };
    this.buffer = gl.createBuffer();
    this.array = gl.createVertexArray();
    gl.bindVertexArray(this.array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    const bytes = STRIDE * Float32Array.BYTES_PER_ELEMENT;
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 4, gl.FLOAT, false, bytes, 0);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribPointer(1, 2, gl.FLOAT, false, bytes, 4 * Float32Array.BYTES_PER_ELEMENT);
    gl.bindVertexArray(null);
  }

  onRemove(_map: GlMap, gl: WebGL2RenderingContext): void {
    clearTimeout(this.timer);
    gl.deleteVertexArray(this.array);
    gl.deleteBuffer(this.buffer);
    for (const { made } of Object.values(this.programs ?? {})) gl.deleteProgram(made);
    this.programs = null;
    this.map = null;
  }

  render = (gl: WebGL2RenderingContext, { defaultProjectionData }: CustomRenderMethodInput): void => {
    const { map, programs, card } = this;
    if (map === null || programs === null) return;
    const now = performance.now();
    gl.bindVertexArray(this.array);
    if (card.stale) {
      this.card = { ...packed(this.ways, now), since: now, stale: false };
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
      gl.bufferData(gl.ARRAY_BUFFER, this.card.numbers, gl.DYNAMIC_DRAW);
    }
    const { origin, numbers, since } = this.card;
    const matrix = movedTo(defaultProjectionData.mainMatrix, origin);
    const bounds = map.getBounds();
    const fitting = sizeOf(seenIn(numbers, origin, mercator(bounds.getNorthWest().toArray()), mercator(bounds.getSouthEast().toArray())));
    const draw = ({ shape, fill, edge, inner, size }: Look, first: number, count: number): void => {
      const { made, at } = programs[shape];
      gl.useProgram(made);
      gl.uniformMatrix4fv(at.matrix, false, matrix);
      gl.uniform1f(at.now, now - since);
      gl.uniform1f(at.size, (size ?? fitting) * map.getPixelRatio());
      gl.uniform4fv(at.fill, fill);
      gl.uniform4fv(at.edge, edge);
      gl.uniform1f(at.inner, inner);
      gl.drawArrays(gl.POINTS, first, count);
    };
    let first = 0;
    for (const [tone, look] of LOOKS) {
      let end = first;
      while (this.ways[end]?.dot.tone === tone) end += 1;
      if (end > first) draw(look, first, end - first);
      first = end;
    }
    if (this.chosen >= 0) draw(CHOSEN, this.chosen, 1);
    gl.bindVertexArray(null);
    this.goOn(now, map);
  };

  /** Asks for the next frame, when something in it would have moved. */
  private goOn(now: number, map: GlMap): void {
    clearTimeout(this.timer);
    const wait = untilNext(this.pace, now, 512 * 2 ** map.getZoom());
    if (wait !== null) this.timer = setTimeout(() => map.triggerRepaint(), wait);
  }
}

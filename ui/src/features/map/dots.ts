/**
 * Dots of vehicles in one draw call. MapLibre's own circles cut all of them into tiles anew whenever one has moved, which
 * takes longer than a frame with a few thousand.
 */
import type { CustomLayerInterface, CustomRenderMethodInput, Map as GlMap } from 'maplibre-gl';

import { COLOURS, type LonLat, type MapDot } from './data';
import { mercator } from './project';

/** Numbers of a dot: x and y from the origin, and whether it is off line. */
const STRIDE = 3;

const VERTEX = `#version 300 es
uniform mat4 matrix;
uniform float ratio;
in vec3 place;
out float off;
out float radius;
void main() {
  off = place.z;
  radius = mix(7.0, 6.5, off) * ratio;
  gl_Position = matrix * vec4(place.xy, 0.0, 1.0);
  gl_PointSize = radius * 2.0 + 2.0;
}`;

// A disc with a ring around it: white around the colour, or the colour of "off" around white.
const FRAGMENT = `#version 300 es
precision highp float;
uniform vec3 plain;
uniform vec3 quiet;
uniform float ratio;
in float off;
in float radius;
out vec4 colour;
void main() {
  float away = length(gl_PointCoord - 0.5) * (radius * 2.0 + 2.0);
  float inner = mix(5.5, 4.5, off) * ratio;
  vec3 disc = mix(plain, vec3(1.0), off);
  vec3 ring = mix(vec3(1.0), quiet, off);
  float cover = 1.0 - smoothstep(radius - 0.5, radius + 0.5, away);
  colour = vec4(mix(disc, ring, smoothstep(inner - 0.5, inner + 0.5, away)), 1.0) * cover;
}`;

const rgb = (hex: string): [number, number, number] => {
  const n = Number.parseInt(hex.slice(1), 16);
  return [((n >> 16) & 255) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255];
};

/** Where the dots stand, as numbers for the graphics card: from an origin among them, for its numbers are short. */
export function packed(dots: readonly MapDot[]): { origin: [number, number]; numbers: Float32Array } {
  const origin = mercator(dots[0]?.at ?? ([0, 0] as LonLat));
  const numbers = new Float32Array(dots.length * STRIDE);
  dots.forEach((one, n) => {
    const [x, y] = mercator(one.at);
    numbers[n * STRIDE] = x - origin[0];
    numbers[n * STRIDE + 1] = y - origin[1];
    numbers[n * STRIDE + 2] = one.tone === 'off' ? 1 : 0;
  });
  return { origin, numbers };
}

/** `matrix` (column by column) for places that are told from `origin`. */
export function movedTo(matrix: ArrayLike<number>, [x, y]: [number, number]): Float32Array {
  const to = Float32Array.from(matrix);
  for (let row = 0; row < 4; row += 1) to[12 + row] = (matrix[row] ?? 0) * x + (matrix[4 + row] ?? 0) * y + (matrix[12 + row] ?? 0);
  return to;
}

function program(gl: WebGL2RenderingContext): WebGLProgram {
  const made = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) throw new Error('no shader');
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.bindAttribLocation(made, 0, 'place');
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made) ?? 'no program');
  return made;
}

/** A layer of the map for dots without an alert. */
export class DotLayer implements CustomLayerInterface {
  readonly id = 'dots';
  readonly type = 'custom';
  private map: GlMap | null = null;
  private program: WebGLProgram | null = null;
  private buffer: WebGLBuffer | null = null;
  private array: WebGLVertexArrayObject | null = null;
  private origin: [number, number] = [0, 0];
  private count = 0;
  /** Not on the graphics card yet. */
  private waiting: readonly MapDot[] | null = null;

  set(dots: readonly MapDot[]): void {
    this.waiting = dots;
    this.map?.triggerRepaint();
  }

  onAdd(map: GlMap, gl: WebGL2RenderingContext): void {
    this.map = map;
    this.program = program(gl);
    this.buffer = gl.createBuffer();
    this.array = gl.createVertexArray();
    gl.bindVertexArray(this.array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, STRIDE, gl.FLOAT, false, 0, 0);
    gl.bindVertexArray(null);
  }

  onRemove(_map: GlMap, gl: WebGL2RenderingContext): void {
    gl.deleteVertexArray(this.array);
    gl.deleteBuffer(this.buffer);
    gl.deleteProgram(this.program);
    this.map = null;
  }

  render = (gl: WebGL2RenderingContext, { defaultProjectionData }: CustomRenderMethodInput): void => {
    if (this.program === null) return;
    gl.bindVertexArray(this.array);
    if (this.waiting !== null) {
      const { origin, numbers } = packed(this.waiting);
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
      gl.bufferData(gl.ARRAY_BUFFER, numbers, gl.DYNAMIC_DRAW);
      this.origin = origin;
      this.count = this.waiting.length;
      this.waiting = null;
    }
    const at = (name: string) => gl.getUniformLocation(this.program as WebGLProgram, name);
    gl.useProgram(this.program);
    gl.uniformMatrix4fv(at('matrix'), false, movedTo(defaultProjectionData.mainMatrix, this.origin));
    gl.uniform1f(at('ratio'), this.map?.getPixelRatio() ?? 1);
    gl.uniform3fv(at('plain'), rgb(COLOURS.plain));
    gl.uniform3fv(at('quiet'), rgb(COLOURS.off));
    gl.drawArrays(gl.POINTS, 0, this.count);
    gl.bindVertexArray(null);
  };
}

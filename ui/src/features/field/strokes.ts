/** Strokes by pointer on a canvas, over a ground that stays. */
export interface Pen {
  colour: string;
  /** Pixels of the canvas. */
  width: number;
  /** Colour of the ground, when there is no picture under it. */
  ground?: string;
}

export function strokes(canvas: HTMLCanvasElement, pen: Pen, changed: () => void) {
  const context = canvas.getContext('2d');
  let active = false;

  function clear() {
    if (context === null) return;
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (pen.ground === undefined) return;
    context.fillStyle = pen.ground;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
  const at = (event: PointerEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
  };
  canvas.addEventListener('pointerdown', (event) => {
    if (context === null) return;
    canvas.setPointerCapture(event.pointerId);
    active = true;
    Object.assign(context, { strokeStyle: pen.colour, lineWidth: pen.width, lineCap: 'round', lineJoin: 'round' });
    context.beginPath();
    context.moveTo(...at(event));
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!active || context === null) return;
    context.lineTo(...at(event));
    context.stroke();
    changed();
  });
  for (const end of ['pointerup', 'pointercancel'] as const) canvas.addEventListener(end, () => (active = false));
  clear();
  return {
    clear,
    picture: (type: string) => new Promise<Blob | null>((done) => canvas.toBlob(done, type, 0.88)),
  };
}

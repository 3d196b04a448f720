/** A name that was typed, as the picture of a signature. */
export function typedSignature(name: string): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = 640;
  canvas.height = 200;
  const context = canvas.getContext('2d');
  if (context === null) return Promise.resolve(null);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  Object.assign(context, { fillStyle: '#101828', font: '72px serif', textAlign: 'center', textBaseline: 'middle' });
  context.fillText(name, canvas.width / 2, canvas.height / 2, canvas.width - 40);
  return new Promise((done) => canvas.toBlob(done, 'image/png'));
}

import { describe, expect, it } from 'vitest';

import { fault } from './check';
import { captureTime } from './exif';
import { fitWithin, showBytes } from './size';

describe('fitWithin', () => {
  it('makes the longest side fit and keeps the shape', () => {
    expect(fitWithin({ width: 4000, height: 3000 }, 1600)).toEqual({ width: 1600, height: 1200 });
    expect(fitWithin({ width: 3000, height: 4000 }, 1600)).toEqual({ width: 1200, height: 1600 });
  });
  it('never makes a picture larger, nor a side vanish', () => {
    expect(fitWithin({ width: 800, height: 600 }, 1600)).toEqual({ width: 800, height: 600 });
    expect(fitWithin({ width: 40_000, height: 3 }, 1600)).toEqual({ width: 1600, height: 1 });
  });
});

describe('a file before it is sent', () => {
  it('is refused by ending, emptiness and size', () => {
    expect(fault('整改后.JPG', 10, 100)).toBeNull();
    expect(fault('a.exe', 10, 100)).toBe('evidence_type');
    expect(fault('noending', 10, 100)).toBe('evidence_type');
    expect(fault('a.pdf', 0, 100)).toBe('evidence_empty');
    expect(fault('a.pdf', 101, 100)).toBe('evidence_too_large');
  });
  it('has a size in words', () => {
    expect([showBytes(12), showBytes(2048), showBytes(3_355_443)]).toEqual(['12 B', '2 KB', '3.2 MB']);
  });
});

/** A JPEG that is nothing but an Exif part with a capture time. */
function jpeg(taken: string, offset: string | null, little: boolean): ArrayBuffer {
  const tiff = new DataView(new ArrayBuffer(160));
  const u16 = (at: number, n: number) => tiff.setUint16(at, n, little);
  const u32 = (at: number, n: number) => tiff.setUint32(at, n, little);
  const ascii = (at: number, text: string) => [...`${text}\0`].forEach((c, i) => tiff.setUint8(at + i, c.charCodeAt(0)));
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    u16(at, tag);
    u16(at + 2, type);
    u32(at + 4, count);
    u32(at + 8, value);
  };
  tiff.setUint16(0, little ? 0x4949 : 0x4d4d);
  u16(2, 42);
  u32(4, 8);
  u16(8, 1);
  entry(10, 0x8769, 4, 1, 26);
  u16(26, offset === null ? 1 : 2);
  entry(28, 0x9003, 2, 20, 80);
  if (offset !== null) entry(40, 0x9011, 2, 7, 110);
  ascii(80, taken);
  if (offset !== null) ascii(110, offset);
  const file = new DataView(new ArrayBuffer(12 + 160 + 4));
  file.setUint16(0, 0xffd8);
  file.setUint16(2, 0xffe1);
  file.setUint16(4, 160 + 8);
  file.setUint32(6, 0x45786966);
  new Uint8Array(file.buffer).set(new Uint8Array(tiff.buffer), 12);
  file.setUint16(12 + 160, 0xffda);
  return file.buffer;
}

describe('the capture time of a photograph', () => {
  it('is read in either byte order', () => {
    expect(captureTime(jpeg('2026:11:24 09:30:05', null, true))).toBe('2026-11-24T09:30:05+08:00');
    expect(captureTime(jpeg('2026:11:24 09:30:05', '+09:00', false))).toBe('2026-11-24T09:30:05+09:00');
  });
  it('is unknown when the file does not tell, or tells nonsense', () => {
    expect(captureTime(new ArrayBuffer(0))).toBeNull();
    expect(captureTime(new Uint8Array([0xff, 0xd8, 0xff, 0xda, 0, 0]).buffer)).toBeNull();
    expect(captureTime(jpeg('0000:00:00 00:00:00', null, true))).toBeNull();
    const cut = jpeg('2026:11:24 09:30:05', null, true).slice(0, 60);
    expect(captureTime(cut)).toBeNull();
  });
});

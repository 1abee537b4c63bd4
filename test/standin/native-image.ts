import fs from 'node:fs';
import type Electron from 'electron';
import { modelled } from './modelled.ts';

const pngWidthOffset = 16;
const pngHeightOffset = 20;

type NativeImage = Pick<Electron.NativeImage, 'isEmpty' | 'getSize' | 'toDataURL'> & {
  toPNG(): Buffer;
};

/** A `NativeImage` that holds a PNG; an empty buffer makes an empty image. */
export function imageOfPng(png: Buffer): NativeImage {
  return modelled<NativeImage>('nativeImage', {
    isEmpty: () => png.length === 0,
    toPNG: () => png,
    toDataURL: () => `data:image/png;base64,${png.toString('base64')}`,
    getSize: () =>
      png.length === 0
        ? { width: 0, height: 0 }
        : { width: png.readUInt32BE(pngWidthOffset), height: png.readUInt32BE(pngHeightOffset) },
  });
}

/** electron.nativeImage, as far as the stand-in goes: PNG only. */
export const nativeImage = modelled('nativeImage', {
  createEmpty: () => imageOfPng(Buffer.alloc(0)),
  createFromBuffer: (png: Buffer) => imageOfPng(png),
  createFromPath: (file: string) =>
    imageOfPng(fs.existsSync(file) ? fs.readFileSync(file) : Buffer.alloc(0)),
});

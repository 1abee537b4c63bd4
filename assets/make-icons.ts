/**
 * Draws the application's icon and writes it as PNG, ICO (Windows) and ICNS (macOS), always the same
 * bytes: `node assets/make-icons.ts`. The results are kept in the repository.
 */
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  readonly colour: readonly [number, number, number];
}

const BLUE = [0x4f, 0xa3, 0xd1] as const;
const GREEN = [0x5f, 0xbf, 0x87] as const;

/** Two takes at a playhead, on a plate of 512 units, back to front. */
const boxes: readonly Box[] = [
  { x: 0, y: 0, width: 512, height: 512, radius: 96, colour: [0x10, 0x11, 0x14] },
  { x: 88, y: 216, width: 32, height: 80, radius: 4, colour: BLUE },
  { x: 136, y: 176, width: 32, height: 160, radius: 4, colour: BLUE },
  { x: 184, y: 112, width: 32, height: 288, radius: 4, colour: BLUE },
  { x: 296, y: 152, width: 32, height: 208, radius: 4, colour: GREEN },
  { x: 344, y: 196, width: 32, height: 120, radius: 4, colour: GREEN },
  { x: 392, y: 228, width: 32, height: 56, radius: 4, colour: GREEN },
  { x: 252, y: 72, width: 8, height: 368, radius: 0, colour: [0xf2, 0xf2, 0xf0] },
];

/** Below this size the edges of the drawing would fall between pixels. */
const SMALLEST_DRAWN_TO_SCALE = 96;

/** The same picture in whole pixels: bars and gaps as wide as they fit beside a line of two. */
function smallBoxes(size: number): readonly Box[] {
  const gap = Math.max(1, Math.round(size / 24));
  const line = 2;
  const room = size - 2 - line - 6 * gap;
  const bar = Math.max(1, Math.min(Math.floor(room / 6), Math.round(size / 12)));
  let x = (size - (6 * bar + 6 * gap + line)) / 2;
  return boxes
    .toSorted((a, b) => a.x - b.x)
    .map((box) => {
      if (box.radius > 4) return { ...box, width: size, height: size, radius: (96 * size) / 512 };
      const width = box.radius === 0 ? line : bar;
      const half = Math.max(1, Math.round((box.height * size) / 1024));
      const placed = { ...box, x, y: size / 2 - half, width, height: 2 * half, radius: 0 };
      x += width + gap;
      return placed;
    });
}

/** Distance of a point to a box with round corners; negative inside. */
function distance({ x, y, width, height, radius }: Box, px: number, py: number): number {
  const dx = Math.abs(px - x - width / 2) - width / 2 + radius;
  const dy = Math.abs(py - y - height / 2) - height / 2 + radius;
  const outside = Math.hypot(Math.max(dx, 0), Math.max(dy, 0));
  return outside + Math.min(Math.max(dx, dy), 0) - radius;
}

/** RGBA rows of a square picture, edges smoothed over one pixel. */
function draw(size: number): Buffer {
  const pixels = Buffer.alloc(size * (size * 4 + 1));
  const isSmall = size < SMALLEST_DRAWN_TO_SCALE;
  const scale = isSmall ? 1 : 512 / size;
  const drawn = isSmall ? smallBoxes(size) : boxes;
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const colour = [0, 0, 0];
      let alpha = 0;
      for (const box of drawn) {
        const away = distance(box, (column + 0.5) * scale, (row + 0.5) * scale) / scale;
        const cover = Math.min(1, Math.max(0, 0.5 - away));
        if (cover === 0) continue;
        const sum = cover + alpha * (1 - cover);
        box.colour.forEach((value, index) => {
          const below = (colour[index] ?? 0) * alpha * (1 - cover);
          colour[index] = (value * cover + below) / sum;
        });
        alpha = sum;
      }
      const at = row * (size * 4 + 1) + 1 + column * 4;
      pixels.set([...colour.map(Math.round), Math.round(alpha * 255)], at);
    }
  }
  return pixels;
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/** 8 bits a channel with alpha (PNG specification, colour type 6). */
export function iconPng(size: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(draw(size), { level: 9 });
  const end = chunk('IEND', Buffer.alloc(0));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), end]);
}

/** The sizes that Windows shows, 256 the largest, which is written as 0. */
function ico(): Buffer {
  const sizes = [16, 24, 32, 48, 64, 256];
  const pictures = sizes.map(iconPng);
  const header = Buffer.alloc(6 + 16 * sizes.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(sizes.length, 4);
  let offset = header.length;
  for (const [index, picture] of pictures.entries()) {
    const at = 6 + 16 * index;
    const size = sizes[index] ?? 0;
    header.set([size % 256, size % 256], at);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(picture.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    offset += picture.length;
  }
  return Buffer.concat([header, ...pictures]);
}

/** The sizes that macOS asks for, as PNG: ic07 128, ic08 256, ic09 512, ic10 1,024 pixels. */
function icns(): Buffer {
  const sizes = { ic07: 128, ic08: 256, ic09: 512, ic10: 1024 };
  const entries = Object.entries(sizes).map(([type, size]) => entry(type, iconPng(size)));
  return entry('icns', Buffer.concat(entries));
}

function entry(type: string, data: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, 0, 'latin1');
  header.writeUInt32BE(8 + data.length, 4);
  return Buffer.concat([header, data]);
}

/** The same picture for screens of any size. */
export function iconSvg(): string {
  const shapes = boxes.map(({ x, y, width, height, radius, colour }) => {
    const place = `x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"`;
    return `  <rect ${place} fill="#${Buffer.from(colour).toString('hex')}"/>`;
  });
  const head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">';
  return [head, ...shapes, '</svg>', ''].join('\n');
}

if (import.meta.main) {
  for (const [name, bytes] of [
    ['icon.png', iconPng(512)],
    ['icon.ico', ico()],
    ['icon.icns', icns()],
  ] as const) {
    writeFileSync(new URL(name, import.meta.url), bytes);
  }
}

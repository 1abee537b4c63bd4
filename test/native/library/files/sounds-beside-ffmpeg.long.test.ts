/** Damaged sound files of many kinds, read by the library and by ffmpeg: where both read one, neither
 * may find frames that the other one lost. */
import { spawn, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findConverter, probeFile } from '../../../../native/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'rtmixer-beside-ffmpeg-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FRAMES = 30_000;
const DAMAGES_PER_KIND = Number(process.env.RTMIXER_FUZZ_DAMAGES ?? 12);
const SEED = Number(process.env.RTMIXER_FUZZ_SEED ?? randomInt(2 ** 31));
/** Of samples without a coding, in ffmpeg. */
const PACKET_BYTES = 4_096;
/** One file that takes longer than this hangs. */
const SLOW_MILLISECONDS = 5_000;

/** By how many frames the two may differ, and why. */
interface Allowance {
  readonly fewer: number;
  readonly more: number;
  /** Any fewer frames, where the library says that some are missing. */
  readonly isToldLossAllowed?: boolean;
}

const EXACT: Allowance = { fewer: 0, more: 0 };
/** A damaged block is left out by ffmpeg and decoded by the library; of a cut one each decodes more or
 * less. */
const BLOCKS: Allowance = { fewer: 2_048, more: Infinity };
/** Around damage, decoders of MPEG audio do not lose the same frames: three of 1,152. Delay and padding
 * of a damaged information frame are believed by one and not by the other: two numbers of 12 bits. */
const MPEG: Allowance = { fewer: 3 * 1_152 + 2 * 4_096, more: 3 * 1_152 + 2 * 4_096 };
/** Damaged frames keep their place in the library, and are left out by ffmpeg, which also takes joined
 * files for one stream with jumps. libFLAC finds no frames after the first where the block size in the
 * header is damaged; the library then says that the end is missing. */
const FLAC: Allowance = { fewer: 0, more: Infinity, isToldLossAllowed: true };
/** ffmpeg does not leave out what the last granule position leaves out, and loses what follows a
 * damaged page in another place. */
const OGG: Allowance = { fewer: 2 * 2_048, more: Infinity };
/** ffmpeg reads remains after the claimed samples, at most 4,096 bytes, as samples. */
const AU: Allowance = { fewer: 4_096, more: 0 };

interface Kind {
  readonly name: string;
  readonly ending: string;
  readonly arguments: readonly string[];
  readonly allowance: Allowance;
  /** Two files joined are one sound in ffmpeg, their headers included. */
  readonly isNeverJoined?: boolean;
}

function coded(ending: string, allowance: Allowance, ...codings: readonly string[]): Kind[] {
  return codings.map((coding) => ({
    name: `${ending} ${coding}`,
    ending,
    arguments: ['-c:a', coding],
    allowance,
    isNeverJoined: ending === 'au',
  }));
}

function made(ending: string, allowance: Allowance, ...args: readonly string[]): Kind {
  return { name: `${ending} ${args.join(' ')}`, ending, arguments: args, allowance };
}

const kinds: readonly Kind[] = [
  ...coded('wav', EXACT, 'pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le', 'pcm_f64le'),
  ...coded('wav', EXACT, 'pcm_mulaw', 'pcm_alaw'),
  ...coded('wav', BLOCKS, 'adpcm_ima_wav', 'adpcm_ms'),
  ...coded('wav', MPEG, 'libmp3lame'),
  made('wav', EXACT, '-write_bext', '1', '-metadata', 'description=x'),
  made('wav', EXACT, '-rf64', 'always'),
  ...coded('w64', EXACT, 'pcm_s16le', 'pcm_f32le'),
  ...coded('aiff', EXACT, 'pcm_s8', 'pcm_s16be', 'pcm_s24be', 'pcm_f32be', 'pcm_f64be'),
  ...coded('aiff', EXACT, 'pcm_alaw', 'pcm_s16le'),
  ...coded('aiff', BLOCKS, 'adpcm_ima_qt'),
  ...coded('au', AU, 'pcm_s16be', 'pcm_f32be', 'pcm_mulaw', 'pcm_alaw'),
  ...coded('caf', EXACT, 'pcm_s16be', 'pcm_s24le', 'pcm_f32be', 'pcm_alaw'),
  made('flac', FLAC, '-sample_fmt', 's16'),
  made('flac', FLAC, '-sample_fmt', 's32'),
  ...coded('ogg', OGG, 'libvorbis', 'libopus'),
  made('mp3', MPEG, '-b:a', '128k'),
  made('mp3', MPEG, '-q:a', '4'),
  made('mp3', MPEG, '-write_xing', '0'),
  made('mp3', MPEG, '-ar', '22050', '-b:a', '64k'),
  ...coded('mp2', MPEG, 'mp2'),
];

let state = SEED;
/** A whole number from 0 to `limit` - 1. */
function random(limit: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
}

/** Sizes that headers of unfinished and damaged files hold. */
const SIZES = [0, 0xffff_ffff, 0x7fff_ffff, 0x8000_0000, 1, 0xffff, 0x7fff_f000];

function changed(bytes: Buffer, isNeverJoined: boolean): { bytes: Buffer; change: string } {
  // Headers are hit more often than samples.
  const reach = random(2) === 1 && bytes.length > 256 ? 256 : bytes.length;
  const [operation, at, value] = [random(isNeverJoined ? 6 : 7), random(reach), random(256)];
  const change = `${operation}:${at}:${value}`;
  if (operation === 0) {
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (value & 7));
  } else if (operation === 1) {
    bytes[at] = value;
  } else if (operation === 2) {
    bytes.writeUInt32LE(SIZES[value % SIZES.length] ?? 0, Math.min(at, bytes.length - 4));
  } else if (operation === 3) {
    return { bytes: bytes.subarray(0, 8 + random(bytes.length - 8)), change };
  } else if (operation === 4) {
    const inserted = Buffer.alloc(value * 16 + 1, value);
    return { bytes: Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]), change };
  } else if (operation === 5) {
    const parts = [bytes.subarray(0, at), bytes.subarray(at + value + 1)];
    const joined = Buffer.concat(parts);
    return { bytes: joined.length < 16 ? bytes : joined, change };
  } else {
    return { bytes: Buffer.concat([bytes, bytes]), change };
  }
  return { bytes, change };
}

function damaged(whole: Buffer, isNeverJoined: boolean): { bytes: Buffer; changes: string } {
  let bytes: Buffer = Buffer.from(whole);
  const changes: string[] = [];
  for (let count = random(3); count >= 0; count--) {
    const next = changed(bytes, isNeverJoined);
    bytes = next.bytes;
    changes.push(next.change);
  }
  return { bytes, changes: changes.join(' ') };
}

interface DecodedSound {
  readonly channels: number;
  readonly sampleRate: number;
  readonly frames: number;
  readonly format: string;
  /** It is said that the end is missing. */
  readonly truncated: boolean;
}

/** What ffmpeg decodes; null = nothing. */
async function decodedByFfmpeg(ffmpeg: string, path: string): Promise<DecodedSound | null> {
  const args = ['-v', 'quiet', '-nostdin', '-i', path, '-map', '0:a:0', '-c:a', 'pcm_s16le'];
  const child = spawn(ffmpeg, [...args, '-f', 'wav', 'pipe:1'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 20_000,
  });
  const pieces: Buffer[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
  await new Promise((resolve) => child.once('close', resolve));
  const bytes = Buffer.concat(pieces);
  const data = bytes.indexOf('data');
  if (data < 0) return null;
  const channels = bytes.readUInt16LE(22);
  const frames = (bytes.length - data - 8) / 2 / channels;
  const sampleRate = bytes.readUInt32LE(24);
  return { channels, sampleRate, frames, format: '', truncated: false };
}

async function readByLibrary(path: string): Promise<DecodedSound | null> {
  return await probeFile(path).catch(() => null);
}

test('Damaged files of many kinds have as many frames as ffmpeg decodes of them', async () => {
  const ffmpeg = await findConverter();
  if (ffmpeg === null) throw new Error('ffmpeg is not installed; npm test installs it');
  const differences: string[] = [];
  let compared = 0;
  for (const kind of kinds) {
    const whole = join(folder, `whole.${kind.ending}`);
    const signal = `aevalsrc=0.3*random(0)|0.3*sin(2*PI*440*t):s=48000:d=${FRAMES / 48_000}`;
    const making = ['-v', 'error', '-y', '-f', 'lavfi', '-i', signal, ...kind.arguments, whole];
    expect(spawnSync(ffmpeg, making).status, kind.name).toBe(0);
    const original = readFileSync(whole);
    let wholeFormat = '';
    for (let index = 0; index <= DAMAGES_PER_KIND; index++) {
      const { bytes, changes } =
        index === 0
          ? { bytes: original, changes: 'whole' }
          : damaged(original, kind.isNeverJoined ?? false);
      const path = join(folder, `damaged.${kind.ending}`);
      writeFileSync(path, bytes);
      const before = performance.now();
      const ours = await readByLibrary(path);
      const what = `${kind.name} [${changes}], seed ${SEED}`;
      if (performance.now() - before > SLOW_MILLISECONDS) {
        differences.push(`${what}: slow`);
      }
      const theirs = ours === null ? null : await decodedByFfmpeg(ffmpeg, path);
      if (ours === null || theirs === null || theirs.frames === 0) continue;
      if (ours.channels !== theirs.channels || ours.sampleRate !== theirs.sampleRate) continue;
      compared++;
      // ffmpeg decodes packet by packet and drops the part of a frame at the end of each: where a damaged
      // header has other channels or samples, packets are no whole numbers of frames.
      if (index === 0) wholeFormat = ours.format;
      const isOther = ours.channels !== 2 || ours.format !== wholeFormat;
      const packets = isOther ? Math.ceil(bytes.length / PACKET_BYTES) : 0;
      const more = kind.allowance.more + packets;
      const excess = ours.frames - theirs.frames;
      const isTold = (kind.allowance.isToldLossAllowed ?? false) && ours.truncated;
      if (excess > more || (-excess > kind.allowance.fewer && !isTold)) {
        differences.push(`${what}: ${ours.frames}, ffmpeg ${theirs.frames}`);
      }
    }
  }
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(kinds.length * (1 + DAMAGES_PER_KIND / 4));
});

/**
 * Multi-track timelines for web pages, made of the npm registry's packages in a temporary folder: nothing of
 * them is a part of this project. Each shows the same sound on every track, in the browser of the stand-in.
 */
import { execFile } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { findBrowser } from '../../../native/system-packages.mjs';
import { writeLongSound } from '../long-sound.ts';
import { MissingPeer } from '../peers/participant.ts';
import { type PageInput, timePictures } from './page-pictures.ts';
import { pageThreadClock } from './thread-time.ts';

const packages = ['wavesurfer-multitrack@0.4.12', 'waveform-playlist@4.3.3'];
const installLimitMilliseconds = 60_000;
const readyLimitMilliseconds = 60_000;
const soundSeconds = 50;
const soundRate = 8_000;
/** CSS pixels of a second at the beginning. */
const pixelsPerSecond = 100;

/** What the page of a peer offers. */
interface PeerPage {
  /** Resolves when all tracks are drawn. */
  showTracks(count: number): Promise<void>;
  /** One step. */
  zoom(direction: 1 | -1): void;
}

declare global {
  var peer: PeerPage;
}

interface PeerKind {
  readonly name: string;
  readonly html: string;
  /** The element that scrolls. */
  readonly scrolled: string;
}

const multitrack: PeerKind = {
  name: 'wavesurfer-multitrack',
  scrolled: '#scrolled > div',
  html: `<div id="scrolled" style="width:900px"></div><script type="module">
    import Multitrack from '/node_modules/wavesurfer-multitrack/dist/multitrack.js';
    let pixels = ${pixelsPerSecond};
    globalThis.peer = {
      showTracks: (count) => new Promise((resolve) => {
        const tracks = Array.from({ length: count }, (_, id) => ({
          id, url: '/sound.wav', startPosition: 0, peaks: [globalThis.peaks], options: { height: 60 },
        }));
        const container = document.querySelector('#scrolled');
        peer.tracks = Multitrack.create(tracks, { container, minPxPerSec: pixels });
        peer.tracks.once('canplay', () => setTimeout(resolve, 1_000));
      }),
      zoom: (direction) => { pixels *= 1.05 ** direction; peer.tracks.zoom(pixels); },
    };</script>`,
};

const playlist: PeerKind = {
  name: 'waveform-playlist',
  scrolled: '.playlist-tracks',
  html: `<div id="scrolled" style="width:900px"></div>
    <link rel="stylesheet" href="/node_modules/waveform-playlist/styles/playlist.css">
    <style>.playlist-tracks { overflow: auto }</style>
    <script src="/node_modules/waveform-playlist/build/waveform-playlist.var.js"></script><script>
    let level = 2;
    globalThis.peer = {
      showTracks: async (count) => {
        const context = new AudioContext();
        const sound = await (await fetch('/sound.wav')).arrayBuffer();
        const src = await context.decodeAudioData(sound);
        const init = WaveformPlaylist.init ?? WaveformPlaylist.default ?? WaveformPlaylist;
        peer.tracks = init({
          ac: context, container: document.querySelector('#scrolled'), waveHeight: 60, timescale: true,
          samplesPerPixel: 480, zoomLevels: [240, 360, 480, 720, 960],
        });
        const tracks = Array.from({ length: count }, (_, id) => ({ src, name: 'Track ' + id, start: 0 }));
        await peer.tracks.load(tracks);
      },
      zoom: (direction) => peer.tracks.getEventEmitter().emit(direction > 0 ? 'zoomin' : 'zoomout'),
    };</script>`,
};

export interface PeerFigures {
  readonly name: string;
  readonly trackCount: number;
  /** Milliseconds of the main thread per picture. */
  readonly scroll: readonly number[];
  readonly zoom: readonly number[];
}

/** Throws MissingPeer where the registry or a browser is not to be had. */
export async function measurePeers(
  folder: string,
  trackCounts: readonly number[],
  rounds: number,
): Promise<readonly PeerFigures[]> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new MissingPeer('no Chromium is installed');
  await install(folder);
  const server = createServer((request, response) => {
    const file = path.join(folder, new URL(request.url ?? '/', 'http://localhost').pathname);
    if (!existsSync(file)) return response.writeHead(404).end();
    const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type });
    return createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const figures: PeerFigures[] = [];
  try {
    for (const kind of [multitrack, playlist]) {
      writeFileSync(path.join(folder, `${kind.name}.html`), page(kind));
      for (const trackCount of trackCounts) {
        const address = `http://127.0.0.1:${port}/${kind.name}.html`;
        figures.push(await measurePeer(executablePath, address, kind, trackCount, rounds));
      }
    }
  } finally {
    server.close();
  }
  return figures;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wav': 'audio/wav',
};

function page({ html }: PeerKind): string {
  const peaks = `globalThis.peaks = Array.from({ length: 8_000 }, (_, i) => Math.abs(Math.sin(i / 9)) * 0.8);`;
  return `<!doctype html><meta charset="utf-8"><script>${peaks}</script>${html}`;
}

async function install(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{}');
  writeLongSound(path.join(folder, 'sound.wav'), soundRate, soundSeconds);
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'];
  try {
    await promisify(execFile)('npm', ['install', '--prefix', folder, ...flags, ...packages], {
      cwd: folder,
      timeout: installLimitMilliseconds,
    });
  } catch {
    throw new MissingPeer(`${packages.join(' and ')} could not be fetched from the npm registry`);
  }
}

async function measurePeer(
  executablePath: string,
  address: string,
  kind: PeerKind,
  trackCount: number,
  rounds: number,
): Promise<PeerFigures> {
  const args = ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'];
  const server = await chromium.launchServer({ executablePath, args });
  const browser = await chromium.connect(server.wsEndpoint());
  try {
    const shown = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
    shown.setDefaultTimeout(readyLimitMilliseconds);
    await shown.goto(address);
    await shown.waitForFunction(() => globalThis.peer !== undefined);
    await shown.evaluate((count) => globalThis.peer.showTracks(count), trackCount);
    const clock = await pageThreadClock(shown, server.process().pid ?? 0);
    const scroll: number[] = [];
    const zoom: number[] = [];
    const input: PageInput = { kind: 'scroll-element', selector: kind.scrolled, pixels: 40 };
    for (let round = 0; round < rounds; round++) {
      scroll.push(await timePictures(shown, clock, input, 20));
      zoom.push(await timeZooms(shown, clock));
    }
    return { name: kind.name, trackCount, scroll, zoom };
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Two steps out, two back: the pictures of the levels that both peers have. */
async function timeZooms(shown: Page, clock: () => number): Promise<number> {
  const before = clock();
  const steps = [-1, -1, 1, 1] as const;
  await shown.evaluate(async (directions) => {
    for (const direction of directions) {
      globalThis.peer.zoom(direction);
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await new Promise((resolve) => setTimeout(resolve));
    }
  }, steps);
  return (clock() - before) / steps.length;
}

/** Versions of what was installed, in words. */
export function peerVersions(folder: string): string {
  const versions = packages.map((each) => {
    const [name = each] = each.split('@');
    const file = path.join(folder, 'node_modules', name, 'package.json');
    return `${name} ${(JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version}`;
  });
  return versions.join(', ');
}

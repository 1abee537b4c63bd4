import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from '@playwright/test';

const spokenFolder = '/usr/share/sounds/alsa';
const needed = ['sndfile-convert', 'sndfile-resample'];

/** Skips the test, with the reason, where the spoken recordings or their converters are missing. */
export function skipWithoutRecordings(): void {
  const hasVoices = fs.existsSync(path.join(spokenFolder, 'Front_Center.wav'));
  const missing = needed.filter((tool) => spawnSync(tool, { stdio: 'ignore' }).error !== undefined);
  const line = 'apt-get install alsa-utils sndfile-programs samplerate-programs';
  test.skip(
    !hasVoices || missing.length > 0,
    `the spoken recordings or their converters are not installed (Debian: ${line})`,
  );
}

/** A spoken recording of alsa-utils: mono, 16 bit, 48 kHz. */
export function spokenRecording(name: 'Front_Center' | 'Front_Left' | 'Rear_Right'): string {
  return path.join(spokenFolder, `${name}.wav`);
}

/** The same recording in another format; written into `folder`. */
export function convertedRecording(
  source: string,
  folder: string,
  ending: 'flac' | 'ogg' | 'mp3' | 'aiff',
): string {
  const target = path.join(folder, `${path.basename(source, '.wav')}.${ending}`);
  execFileSync('sndfile-convert', [source, target], { stdio: 'ignore' });
  return target;
}

/** The same recording at 44.1 kHz; written into `folder`. */
export function resampledRecording(source: string, folder: string): string {
  const target = path.join(folder, `${path.basename(source, '.wav')} 44.1.wav`);
  execFileSync('sndfile-resample', ['-to', '44100', source, target], { stdio: 'ignore' });
  return target;
}

/** A demo sound of assets/demo, by its name without ending. */
export function demoSound(name: 'glass' | 'knock' | 'metronome 90' | 'rain' | 'tone 441'): string {
  return path.resolve(import.meta.dirname, '../../../assets/demo', `${name}.wav`);
}

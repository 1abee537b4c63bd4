/** What native/COMING-FROM-PYTHON-RTMIXER.md says; page-programs.test.ts runs its programs. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as library from '../../../../native/index.ts';

const page = readFileSync(resolve('native/COMING-FROM-PYTHON-RTMIXER.md'), 'utf8');

describe('the page for those who come from python-rtmixer', () => {
  test('names each of the 21 defects, and each has a test that names it', () => {
    const files = [
      'library/streams/defects.test.ts',
      'mixer/defects_test.c',
      'mixer/schedule/schedule_test.c',
    ];
    const tests = files.map((name) => readFileSync(resolve('test/native', name), 'utf8')).join();
    for (let number = 1; number <= 21; number++) {
      expect(page).toContain(`| D${number} |`);
      expect(tests).toMatch(new RegExp(`['"]D${number}: `));
    }
  });

  test('has every name of python-rtmixer and its libraries', () => {
    // What rtmixer's classes, sounddevice's streams and its module offer, as of 0.1.7 and 0.5.5.
    const theirs = `Mixer Recorder MixerAndRecorder RingBuffer PortAudioError
      play_buffer play_ringbuffer record_buffer record_ringbuffer cancel fetch_and_reset_stats wait
      actions stats start stop abort close active stopped closed time cpu_load latency samplerate
      blocksize channels device dtype samplesize clip_off dither_off never_drop_input
      prime_output_buffers_using_stream_callback extra_settings finished_callback qsize
      sounddevice.default default.device default.hostapi default.reset query_devices query_hostapis
      check_input_settings check_output_settings get_portaudio_version sleep play rec playrec
      get_stream get_status WasapiSettings CoreAudioSettings AsioSettings exclusive auto_convert
      channel_map change_device_parameters fail_if_conversion_required conversion_quality
      requested_time actual_time total_frames done_frames allow_belated min_blocksize max_blocksize
      input_underflows input_overflows output_underflows output_overflows elementsize
      read_available write_available read readinto write get_read_buffers get_write_buffers
      advance_read_index advance_write_index flush`.split(/\s+/);
    expect(theirs.filter((name) => !new RegExp(`\`[^\`]*\\b${name}\\b`).test(page))).toEqual([]);
  });

  test('names only what the library has', () => {
    const streams = [library.Mixer, library.Recorder, library.MixerAndRecorder];
    const owners = [...streams, library.OfflineMixer, library.Action, library.RingBuffer];
    const known = new Set<string>(Object.keys(library));
    for (const { prototype } of owners) {
      for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at)) {
        for (const name of Object.getOwnPropertyNames(at)) {
          known.add(name);
        }
      }
    }
    const named = [...page.matchAll(/`(?:await |action\.|new )*(\w+)\([^`]*\)`/g)].map(
      ([, name = '']) => name,
    );
    // The left column is Python's; names in its spelling are not checked here.
    const ours = named.filter((name) => /[a-z][A-Z]/.test(name) && !name.includes('_'));
    expect(ours.length).toBeGreaterThan(20);
    expect(ours.filter((name) => !known.has(name))).toEqual([]);
  });
});

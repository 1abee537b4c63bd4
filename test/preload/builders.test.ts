import { describe, expect, it } from 'vitest';
import { newClip, newTrack } from '../../preload/builders.ts';
import { emptyProject } from '../../preload/project.ts';

const { tracks: none } = emptyProject('Session', 48_000);
const stereo = { inputChannels: 2, outputChannels: 2 };

describe('a new track', () => {
  it('plays and records on channels that the device has', () => {
    expect(newTrack(none, 'a', { inputChannels: 1, outputChannels: 1 })).toMatchObject({
      outputChannels: [1],
      inputChannels: [1],
    });
    const unknown = { inputChannels: 0, outputChannels: 0 };
    for (const available of [stereo, unknown, { inputChannels: 64, outputChannels: 64 }]) {
      expect(newTrack(none, 'a', available)).toMatchObject({
        outputChannels: [1, 2],
        inputChannels: [1, 2],
      });
    }
  });

  it('has all channels of a wide sound where the device has them', () => {
    const wide = { inputChannels: 2, outputChannels: 4 };
    expect(newTrack(none, 'a', wide, 4).outputChannels).toEqual([1, 2, 3, 4]);
    expect(newTrack(none, 'a', wide, 5).outputChannels).toEqual([1, 2]);
    expect(newTrack(none, 'a', wide, 1).outputChannels).toEqual([1, 2]);
  });

  it('has the first free name and the colour after the last one', () => {
    const first = newTrack(none, 'a', stereo);
    const second = { ...newTrack([first], 'b', stereo), colour: 7 };
    expect(newTrack([second], 'c', stereo)).toMatchObject({ name: 'Track 3', colour: 0 });
    expect(newTrack([first], 'c', stereo)).toMatchObject({ name: 'Track 2', colour: 1 });
  });

  it('that is made for a sound is named after it, once', () => {
    const named = (sound: string, ...names: string[]) => {
      const tracks = names.map((name) => ({ ...newTrack(none, name, stereo), name }));
      return newTrack(tracks, 'new', stereo, 1, sound).name;
    };
    expect(named('door knock.wav')).toBe('door knock');
    expect(named('door knock.wav', 'door knock', 'door knock 2')).toBe('door knock 3');
    expect(named('voice 1.5.flac')).toBe('voice 1.5');
    expect(named('.wav')).toBe('Track 1');
    expect(named('Take 1')).toBe('Take 1');
  });
});

describe('a new clip', () => {
  const source = { id: 'knock', name: 'knock.wav', frames: 100 };

  it('plays the whole sound, but what lies before the beginning of the timeline', () => {
    expect(newClip(source, 'c', 'a', 48_000)).toMatchObject({
      startFrame: 48_000,
      offsetFrames: 0,
      lengthFrames: 100,
    });
    expect(newClip(source, 'c', 'a', -30)).toMatchObject({
      startFrame: 0,
      offsetFrames: 30,
      lengthFrames: 70,
    });
  });

  it('is nothing where nothing would sound', () => {
    expect(newClip(source, 'c', 'a', -100)).toBeNull();
    expect(newClip({ ...source, frames: 0 }, 'c', 'a', 0)).toBeNull();
  });
});

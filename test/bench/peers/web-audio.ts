/** The work of the bench in Web Audio, for Chromium's page and for Node alike. */

export interface WebAudioBench {
  /** Looping stereo buffers, all distinct, each through a GainNode if wanted. */
  prepareMix(work: MixWork): void;
  /** Sounds of 10 ms spread over 10 s, every one started before rendering begins. */
  prepareSounds(count: number): void;
  /** The same, but each started at most about 200 ms before it sounds, in steps of about 100 ms: the
   * usual advice for many sounds. */
  prepareSoundsAhead(count: number): void;
  /** Renders what was prepared. Gives the sum of the first channel. */
  render(): Promise<number>;
}

export interface MixWork {
  readonly voices: number;
  /** Of each buffer. */
  readonly soundFrames: number;
  /** To render. */
  readonly seconds: number;
  readonly hasGain: boolean;
}

declare global {
  var webAudioBench: WebAudioBench;
}

/** What the first channel of prepareSounds() sums up to: 480 samples of 1/1024 each. */
export const sumOfOneSound = 480 / 1024;

/** Makes globalThis.webAudioBench. Names nothing outside itself, because it is sent as text. */
export function installWebAudioBench(): void {
  const sampleRate = 48_000;
  const soundFrames = 480;
  const totalFrames = 10 * sampleRate;
  /** 38 of Web Audio's blocks of 128 frames. */
  const stepFrames = 4_864;
  /** Of one length. */
  let buffers: AudioBuffer[] = [];
  let context: OfflineAudioContext;

  const filled = (length: number, sample: (frame: number) => number) => {
    const buffer = new AudioBuffer({ numberOfChannels: 2, length, sampleRate });
    for (const channel of [0, 1]) {
      const samples = buffer.getChannelData(channel);
      for (let frame = 0; frame < length; frame += 1) samples[frame] = sample(frame);
    }
    return buffer;
  };
  const bufferOf = (soundFrames: number, index: number) => {
    if (buffers[0]?.length !== soundFrames) buffers = [];
    buffers[index] ??= filled(
      soundFrames,
      (frame) => (((frame * 14 + index * 13) % 101) - 50) / 100_000,
    );
    return buffers[index];
  };
  const start = (buffer: AudioBuffer, frame: number) => {
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(context.destination);
    source.start(frame / sampleRate);
  };
  const onset = (index: number, count: number) =>
    Math.floor((index * (totalFrames - soundFrames)) / count);

  globalThis.webAudioBench = {
    prepareMix({ voices, soundFrames, seconds, hasGain }) {
      context = new OfflineAudioContext(2, seconds * sampleRate, sampleRate);
      for (let voice = 0; voice < voices; voice += 1) {
        const source = new AudioBufferSourceNode(context, {
          buffer: bufferOf(soundFrames, voice),
          loop: true,
        });
        if (hasGain) {
          source.connect(new GainNode(context, { gain: 0.5 })).connect(context.destination);
        } else {
          source.connect(context.destination);
        }
        source.start();
      }
    },
    prepareSounds(count) {
      context = new OfflineAudioContext(2, totalFrames, sampleRate);
      const sound = filled(soundFrames, () => 1 / 1024);
      for (let index = 0; index < count; index += 1) start(sound, onset(index, count));
    },
    prepareSoundsAhead(count) {
      context = new OfflineAudioContext(2, totalFrames, sampleRate);
      const sound = filled(soundFrames, () => 1 / 1024);
      let index = 0;
      const startUntil = (frame: number) => {
        for (; index < count && onset(index, count) < frame; index += 1) {
          start(sound, onset(index, count));
        }
      };
      startUntil(2 * stepFrames);
      for (let frame = stepFrames; frame < totalFrames; frame += stepFrames) {
        context.suspend(frame / sampleRate).then(() => {
          startUntil(frame + 2 * stepFrames);
          return context.resume();
        });
      }
    },
    async render() {
      const rendered = await context.startRendering();
      let sum = 0;
      for (const sample of rendered.getChannelData(0)) sum += sample;
      return sum;
    },
  };
}

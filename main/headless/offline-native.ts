/**
 * The native side with a stream that is rendered instead of played: the same requests, the same core, the same
 * bits, and no device. Whoever drives it renders a piece whenever the transport has handed over what lies ahead.
 */

import type { Frames } from '../../preload/units.ts';
import { openOfflineMixer } from '../engine/native-library.ts';
import type { MixerStream, NativeMixer, StreamSetup } from '../engine/native-mixer.ts';

export interface OfflineRun {
  readonly native: NativeMixer;
  /** Renders so many frames on the stream that is open. False = none is. */
  render(frames: Frames): boolean;
}

export function offlineRun(native: NativeMixer): OfflineRun {
  let open: { readonly stream: MixerStream; readonly render: (frames: Frames) => void } | null =
    null;
  return {
    native: {
      ...native,
      openStream: async (setup) => {
        const opened = offlineStream(setup, () => {
          open = null;
        });
        open = opened;
        return { stream: opened.stream, inputLatency: 0, outputLatency: 0 };
      },
    },
    render: (frames) => {
      if (open === null || !open.stream.active) return false;
      open.render(frames);
      return true;
    },
  };
}

const REPORTS_NOTHING = {
  inputUnderflow: false,
  inputOverflow: false,
  outputUnderflow: false,
  outputOverflow: false,
};

function offlineStream(setup: StreamSetup, onClose: () => void) {
  const mixer = openOfflineMixer(setup);
  let isActive = false;
  const stream: MixerStream = {
    get active() {
      return isActive;
    },
    get frame() {
      return mixer.frame;
    },
    sampleRate: setup.sampleRate,
    blockSize: mixer.blockSize,
    cpuLoad: 0,
    clockBound: null,
    reports: REPORTS_NOTHING,
    priority: { policy: 'unknown' },
    startAsync: async () => {
      isActive = true;
    },
    stop: async () => {
      isActive = false;
    },
    close: async () => {
      isActive = false;
      mixer.close();
      onClose();
    },
    liveStats: () => mixer.liveStats(),
    takeDropouts: () => mixer.takeDropouts(),
    takeWorstLoad: () => 0,
    // It has no device that could be lost.
    onDead: () => () => {},
    schedule: (requests, options) =>
      mixer.schedule(requests as Parameters<typeof mixer.schedule>[0], options),
    addBus: (options) => void mixer.addBus(options),
    removeBus: (name) => mixer.removeBus(name),
    takeLevels: () => mixer.takeLevels(),
    onActionsFinished: (listener) => mixer.onActionsFinished(listener),
  };
  return { stream, render: (frames: Frames) => void mixer.render(frames) };
}

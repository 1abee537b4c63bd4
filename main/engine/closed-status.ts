/** The status of the stream while none is open. */
import type { DeviceChoice, ReportedFlags, StreamStatus } from '../../preload/engine.ts';
import type { Failure } from '../../preload/outcome.ts';
import { channelsOf } from './stream-plan.ts';

const NO_FLAGS: ReportedFlags = {
  inputUnderflow: false,
  inputOverflow: false,
  outputUnderflow: false,
  outputOverflow: false,
};

/** What a status says of a failure. */
export function noticeOf(reason: Failure | null): Pick<StreamStatus, 'notice' | 'noticeCode'> {
  return { notice: reason?.message ?? null, noticeCode: reason?.code ?? null };
}

/** @param reason why none is open; null = none was asked for */
export function closedStatus(choice: DeviceChoice, reason: Failure | null): StreamStatus {
  return {
    state: 'closed',
    streamNumber: 0,
    hostApi: choice.hostApi,
    inputDevice: null,
    outputDevice: null,
    available: channelsOf(null, null),
    inputChannels: 0,
    outputChannels: 0,
    sampleRate: choice.sampleRate,
    blockSize: choice.blockSize,
    inputLatency: null,
    outputLatency: null,
    reports: NO_FLAGS,
    priority: { policy: 'unknown' },
    choice,
    lookingFor: null,
    ...noticeOf(reason),
  };
}

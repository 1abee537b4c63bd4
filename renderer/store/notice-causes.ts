/**
 * What notices tell of, where it lasts: the notice stays until its cause is gone, and goes with it. Pure.
 */
import type { Notice, NoticeSubject } from '../../preload/engine.ts';
import { partWithId } from '../../preload/id-index.ts';
import type { ErrorCode } from '../../preload/outcome.ts';
import { findSource } from '../../preload/project.ts';
import type { Mirror } from './mirror.ts';

type CauseState = Pick<
  Mirror,
  'stream' | 'isSaveFailing' | 'takesInProgress' | 'transportState' | 'project'
>;
type IsGone = (mirror: CauseState) => boolean;

const isStreamWell: IsGone = ({ stream }) => stream.state === 'active' && stream.notice === null;
const hasInput: IsGone = ({ stream }) => stream.inputDevice !== null;

/** By the cause that main names. */
const GONE_CAUSES: Readonly<Record<NonNullable<Notice['cause']>, IsGone>> = {
  stream: isStreamWell,
  saving: ({ isSaveFailing }) => !isSaveFailing,
  disk: ({ takesInProgress }) => takesInProgress.length === 0,
};

/** By the code of the refusal. */
const GONE_CODES: { readonly [Code in ErrorCode]?: IsGone } = {
  'stream-closed': isStreamWell,
  'stream-not-active': isStreamWell,
  'stream-timeout': isStreamWell,
  'device-lost': isStreamWell,
  'device-not-found': isStreamWell,
  'device-refused': isStreamWell,
  'rate-refused': isStreamWell,
  'channels-refused': isStreamWell,
  'host-api-not-found': isStreamWell,
  'restart-needed': isStreamWell,
  'no-device': isStreamWell,
  'no-input': hasInput,
  'input-denied': hasInput,
  'nothing-to-play': ({ project }) => project.clips.length > 0,
  recording: ({ transportState }) => transportState !== 'recording',
};

/** Something that lasts, and when it is gone. */
export interface LastingCause {
  /** One notice is shown of it. */
  readonly key: string;
  readonly isGone: IsGone;
}

/** null = what the notice tells of does not last, or is gone already. */
export function lastingCause(
  { cause, code }: Pick<Notice, 'cause' | 'code'>,
  mirror: CauseState | null,
): LastingCause | null {
  const isGone =
    (cause === undefined ? undefined : GONE_CAUSES[cause]) ??
    (code === null ? undefined : GONE_CODES[code]);
  if (isGone === undefined || mirror === null || isGone(mirror)) return null;
  return { key: cause ?? (isGone === isStreamWell ? 'stream' : (code ?? '')), isGone };
}

/** What a notice is about was deleted, or undone, or its file can be read again. */
export function isSubjectGone(
  { sourceId, clipId, isOfFile }: NoticeSubject,
  { project, media }: Pick<Mirror, 'project' | 'media'>,
): boolean {
  if (findSource(project, sourceId) === undefined) return true;
  if (clipId !== undefined && partWithId(project.clips, clipId) === undefined) return true;
  return isOfFile === true && media.get(sourceId)?.state === 'ready';
}

/** A take of digital silence is almost always a mistake: it is told while it can be corrected. */
export const SILENT_SECONDS = 2;

/** What the mirror says by itself, without a notice of main. */
export interface StandingTrouble extends LastingCause {
  readonly severity: Notice['severity'];
  readonly message: string;
  readonly code: ErrorCode | null;
}

export function standingTroubles({
  stream,
  takesInProgress,
}: CauseState): readonly StandingTrouble[] {
  const troubles: StandingTrouble[] = [];
  if (stream.notice !== null) {
    troubles.push({
      key: 'stream',
      isGone: isStreamWell,
      severity: stream.state === 'active' ? 'warning' : 'error',
      message: stream.notice,
      code: stream.noticeCode,
    });
  }
  for (const { takeId, name, silentSeconds } of takesInProgress) {
    if (silentSeconds < SILENT_SECONDS) continue;
    troubles.push({
      key: `silent ${takeId}`,
      isGone: (mirror) =>
        !mirror.takesInProgress.some(
          (take) => take.takeId === takeId && take.silentSeconds >= SILENT_SECONDS,
        ),
      severity: 'warning',
      message: `${name}: the input is digital silence. Check the cable and the input channel.`,
      code: null,
    });
  }
  return troubles;
}

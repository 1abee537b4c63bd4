/** What Play waits for: files that are being opened and sounds that are being decoded; later ones join. */
import { failure } from '../../preload/outcome.ts';
import type { MediaService } from '../media/media-service.ts';
import type { Notices } from '../notices.ts';
import type { PlannedClip } from './plan.ts';
import { type RefusedClip, refuseSound } from './refusals.ts';

/** How long Play waits for files that are being opened; later ones join when they are. */
const OPENING_PATIENCE_MILLISECONDS = 1_000;
/** How long Play waits for sounds that are being decoded. */
const DECODING_PATIENCE_MILLISECONDS = 700;

/** Waits until the headers of files that were just dropped are read. */
export async function whenOpened(
  media: MediaService,
  clips: readonly PlannedClip[],
): Promise<void> {
  const ids = new Set(clips.map(({ sourceId }) => sourceId));
  await media.recheck(ids);
  const opened = Promise.all([...ids].map((id) => media.whenOpened(id)));
  await withPatience(opened, OPENING_PATIENCE_MILLISECONDS);
}

/** Resolves with the event, or after a time. */
export async function withPatience(event: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([event, patience]).finally(() => clearTimeout(timer));
}

/** Clips whose sounds cannot be read. */
export function unreadable(
  media: MediaService,
  clips: readonly PlannedClip[],
): readonly RefusedClip[] {
  return clips.flatMap((planned) => {
    const reason = media.whyUnplayable(planned.sourceId);
    return reason === null || media.isOpening(planned.sourceId)
      ? []
      : refuseSound(planned, failure('source-unplayable', reason));
  });
}

/** Waits a moment for files that are being decoded; clips that are not ready join later. */
export async function whenDecoded(
  media: MediaService,
  notices: Notices,
  clips: readonly PlannedClip[],
): Promise<void> {
  const late = () =>
    clips.filter(({ sourceId, offsetFrames }) => !media.isReadyAt(sourceId, offsetFrames));
  const deadline = performance.now() + DECODING_PATIENCE_MILLISECONDS;
  while (late().length > 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    media.poll();
  }
  for (const name of new Set(late().map((clip) => clip.name))) {
    notices.info(`“${name}” is still being decoded there; it joins when it is ready.`);
  }
}

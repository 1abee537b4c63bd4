/** The session's rate: frames count at it, so it can only change while there is nothing to count. */
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import type { Project } from '../../preload/project.ts';
import type { SampleRate } from '../../preload/units.ts';
import type { ProjectService } from './project-service.ts';

export function isEmptySession({ buffers, takes, clips }: Project): boolean {
  return buffers.length + takes.length + clips.length === 0;
}

/** Code `rate-fixed` for a session that has sounds at another rate. */
export function adoptRate(project: ProjectService, rate: SampleRate): Outcome<null> {
  const { project: session } = project;
  if (rate === session.sampleRate) return success(null);
  if (!isEmptySession(session)) {
    return failure(
      'rate-fixed',
      `This session counts at ${session.sampleRate} Hz and has sounds at that rate. Choose ${session.sampleRate} Hz, or begin a session without sounds.`,
    );
  }
  const adopted = project.applyOwn({ kind: 'patchProject', patch: { sampleRate: rate } });
  return adopted.ok ? success(null) : adopted;
}

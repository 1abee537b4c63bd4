/** The session's rate. All frames count at it: it changes only while the session has no sounds. */
import { failure, type Outcome, success } from '../../preload/outcome.ts';
import type { Project } from '../../preload/project.ts';
import type { SampleRate } from '../../preload/units.ts';
import type { ProjectService } from './project-service.ts';

export function isEmptySession({ buffers, takes, clips }: Project): boolean {
  return buffers.length + takes.length + clips.length === 0;
}

interface AdoptedRate {
  /** For a device that refuses it. */
  readonly takeBack: () => void;
}

/** Code `rate-fixed` for a session that has sounds at another rate. */
export function adoptRate(project: ProjectService, rate: SampleRate): Outcome<AdoptedRate> {
  const { project: session } = project;
  if (rate === session.sampleRate) return success({ takeBack: () => {} });
  if (!isEmptySession(session)) {
    return failure(
      'rate-fixed',
      `This session runs at ${session.sampleRate} Hz and has sounds at that rate. Choose ${session.sampleRate} Hz, or remove its sounds first.`,
    );
  }
  return project.changeRate(rate);
}

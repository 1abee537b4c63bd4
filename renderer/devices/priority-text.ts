/** The priority of the audio callback's thread, in words. */
import type { PriorityStatus, StreamStatus } from '../../preload/engine.ts';

type NormalPriorityReason = Extract<PriorityStatus, { policy: 'normal' }>['reason'];

interface ReasonText {
  /** What a narrow column has room for. */
  readonly short: string;
  readonly why: string;
  /** What to do next; null = nothing. */
  readonly advice: string | null;
}

const RAISE_LIMIT = 'allow your user real-time priority (rtprio in /etc/security/limits.conf)';

const REASONS: Record<NormalPriorityReason, ReasonText> = {
  'not-allowed': {
    short: 'the system forbids real-time',
    why: 'the system forbids real-time',
    advice: RAISE_LIMIT,
  },
  'not-given': {
    short: 'the audio server gives no real-time',
    why: 'the audio server gives no real-time',
    advice: 'run it with real-time priority',
  },
  'not-asked': {
    short: 'real-time is not asked for',
    why: 'real-time is not asked for on this host API',
    advice: null,
  },
  'rtkit-asked': {
    short: 'rtkit is being asked',
    why: 'the system forbids real-time, and rtkit is being asked',
    advice: null,
  },
  'no-libdbus': {
    short: 'libdbus is not installed',
    why: 'the system forbids real-time, and rtkit cannot be asked without libdbus',
    advice: `install libdbus and rtkit, or ${RAISE_LIMIT}`,
  },
  'no-rtkit': {
    short: 'rtkit does not run',
    why: 'the system forbids real-time, and rtkit does not run',
    advice: `install rtkit, or ${RAISE_LIMIT}`,
  },
  'rtkit-refused': {
    short: 'rtkit refused real-time',
    why: 'the system forbids real-time, and rtkit refused it',
    advice: RAISE_LIMIT,
  },
  'rtkit-silent': {
    short: 'rtkit did not answer',
    why: 'the system forbids real-time, and rtkit did not answer',
    advice: `restart rtkit and press Apply, or ${RAISE_LIMIT}`,
  },
  'taken-away': {
    short: 'real-time was taken away',
    why: 'real-time was taken away, because a processor was kept for too long',
    advice: 'choose larger blocks or play less at once, and press Apply',
  },
};

/** E.g. `real-time 5`. */
export function priorityText(priority: PriorityStatus): string {
  switch (priority.policy) {
    case 'realtime':
      return `real-time ${priority.level}`;
    case 'normal':
    case 'unknown':
      return priority.policy;
  }
}

/** What stands beside it. */
export function priorityNote({ priority, state }: StreamStatus): string {
  switch (priority.policy) {
    case 'realtime':
      return priority.grantedBy === 'rtkit' ? 'given by rtkit' : '1 to 99, higher goes first';
    case 'normal':
      return REASONS[priority.reason].short;
    case 'unknown':
      return state === 'closed' ? 'no stream is open' : 'the system does not tell';
  }
}

/** All of it in one line, e.g. `real-time priority 5 (rtkit)`, or why there is none and what to do. */
export function prioritySentence(stream: StreamStatus): string {
  const { priority } = stream;
  switch (priority.policy) {
    case 'realtime': {
      const source = priority.grantedBy === 'rtkit' ? ' (rtkit)' : '';
      return `real-time priority ${priority.level}${source}`;
    }
    case 'normal': {
      const { why, advice } = REASONS[priority.reason];
      return `normal priority: ${why}${advice === null ? '' : `; ${advice}`}`;
    }
    case 'unknown':
      return `unknown: ${priorityNote(stream)}`;
  }
}

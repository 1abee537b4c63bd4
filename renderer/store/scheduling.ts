/** Actions outside the timeline: auditions, cancels, counters. */
import type { ActionRequest } from '../../preload/actions.ts';
import type { ScheduledRequest } from '../../preload/contract.ts';
import { failure } from '../../preload/outcome.ts';
import { bridge } from './bridge.ts';

/** The id of its action (null = it makes none), or why it was refused. */
export async function scheduleOne(request: ActionRequest): Promise<ScheduledRequest> {
  const outcome = await bridge().schedule({ requests: [request] });
  if (!outcome.ok) return outcome;
  return outcome.value.results[0] ?? failure('internal', 'The mixer gave no answer. Try again.');
}

/* Which unfinished actions play from and record to which rings, in this process: a second player
 * would get only part of what a ring holds, two recorders would overwrite each other. Any
 * JavaScript thread. */
#pragma once

#include <mutex>
#include <vector>

#include "addon/requests.h"
#include "mixer/mixer.h"

/** Locked from the check until the new actions are entered, so that no other thread comes between.
 */
class RingClaims {
public:
  RingClaims();

  /** Throws invalid-argument for a ring that an unfinished action, or an earlier request of the
   * batch, uses in the same direction. */
  void require_free(Napi::Env env, const RequestBatch &batch) const;
  /** The action uses the ring until end(). */
  void enter(const struct action *action, const struct ring_buffer *ring, bool plays);
  /** Before the action is released; also of actions without a ring. */
  static void end(const struct action *action);

private:
  std::unique_lock<std::mutex> lock;
};

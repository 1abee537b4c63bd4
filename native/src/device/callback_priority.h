/* The priority of a stream's callback thread: what it has now, and why it has no other.
 *
 * - rtkit is asked where the system's limit forbids real-time priority to a thread whose backend
 *   wants it from there. Nobody waits for the answer.
 * - The kernel tells what the thread has, whatever rtkit answered.
 * - One thread at a time.
 */
#pragma once

#include "device/backend.h"

struct rtkit_request;

struct callback_priority {
  int32_t
      thread_number; /* the kernel's; 0 = the stream does not run, or the system does not tell */
  struct rtkit_request *request; /* NULL = rtkit was not asked */
  enum priority_reason reason;   /* the backend's */
  bool had_real_time;
};

/** The callback runs on the thread with this mark (thread_mark()) from now on. `reason` is why it
 * has no real-time priority, where it has none; PRIORITY_RTKIT_ASKED = rtkit is to be asked then.
 * Ends what was begun before. */
void callback_priority_begin(struct callback_priority *priority, uintptr_t mark,
                             enum priority_reason reason);
/** Brings `info` up to what the thread has now. Leaves it alone once the thread has ended. */
void callback_priority_read(struct callback_priority *priority, struct stream_info *info);
/** The thread ends: what was read last stays. */
void callback_priority_end(struct callback_priority *priority);

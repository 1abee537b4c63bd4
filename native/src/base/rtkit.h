/* Real-time priority from rtkit, the service that gives it to programs whose own limit (ulimit -r)
 * forbids it.
 *
 * - A request is made on a thread of its own, which ends by itself: nobody waits for it, and each
 *   call over D-Bus has a limit of about a second.
 * - rtkit gives nothing to a process whose real-time threads may use a processor without end. So a
 *   limit is set for the whole process first (real_time_limit.h).
 * - libdbus is loaded when the first request is made; nothing is linked with it.
 * - Linux only; elsewhere there are no requests.
 */
#pragma once

#include <stdint.h>

enum rtkit_answer {
  RTKIT_ASKED, /* not answered yet */
  RTKIT_GRANTED,
  RTKIT_NO_LIBRARY, /* libdbus cannot be loaded */
  RTKIT_MISSING,    /* no system bus, or no rtkit on it */
  RTKIT_REFUSED,
  RTKIT_SILENT /* no answer in time */
};

struct rtkit_request;

/** Asks for `level` (1 to 99; less where rtkit gives less) for the thread with this kernel number,
 * one of this process, and returns at once. Owned by the caller. NULL where nobody can be asked.
 * Any thread but the audio callback. */
struct rtkit_request *rtkit_ask(int32_t thread_number, int32_t level);
/** What rtkit says; final unless RTKIT_ASKED or RTKIT_SILENT. Any thread. */
enum rtkit_answer rtkit_answer_to(struct rtkit_request *request);
/** Gives up a request, also one under way. NULL is fine. */
void rtkit_release(struct rtkit_request *request);

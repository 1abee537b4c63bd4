#include "device/callback_priority.h"

#include <stddef.h>

#include "base/rtkit.h"

/* As the virtual device asks for: below every audio server, above ordinary threads. */
enum { CALLBACK_LEVEL = 5 };

void callback_priority_begin(struct callback_priority *priority, uintptr_t mark,
                             enum priority_reason reason) {
  callback_priority_end(priority);
  priority->thread_number = thread_number_of(mark);
  priority->reason = reason;
  priority->had_real_time = false;
  if (reason == PRIORITY_RTKIT_ASKED &&
      thread_priority_of(priority->thread_number).policy == THREAD_POLICY_NORMAL) {
    priority->request = rtkit_ask(priority->thread_number, CALLBACK_LEVEL);
  }
}

/* Why the thread has no real-time priority although rtkit was asked and it never had any. */
static enum priority_reason reason_of_answer(enum rtkit_answer answer) {
  switch (answer) {
  case RTKIT_ASKED:
    return PRIORITY_RTKIT_ASKED;
  case RTKIT_GRANTED:
    return PRIORITY_TAKEN_AWAY;
  case RTKIT_NO_LIBRARY:
    return PRIORITY_NO_LIBDBUS;
  case RTKIT_MISSING:
    return PRIORITY_NO_RTKIT;
  case RTKIT_REFUSED:
    return PRIORITY_RTKIT_REFUSED;
  case RTKIT_SILENT:
    break;
  }
  return PRIORITY_RTKIT_SILENT;
}

static enum priority_reason reason_of(const struct callback_priority *priority) {
  if (priority->request != NULL) {
    return reason_of_answer(rtkit_answer_to(priority->request));
  }
  return priority->reason == PRIORITY_RTKIT_ASKED ? PRIORITY_NOT_ALLOWED : priority->reason;
}

void callback_priority_read(struct callback_priority *priority, struct stream_info *info) {
  /* Before the kernel is asked, so that what was granted shows there. */
  enum priority_reason reason = reason_of(priority);
  struct thread_priority now = thread_priority_of(priority->thread_number);
  if (now.policy == THREAD_POLICY_UNKNOWN) {
    return;
  }
  bool is_real_time = now.policy == THREAD_POLICY_REAL_TIME;
  priority->had_real_time = priority->had_real_time || is_real_time;
  info->priority = now;
  info->priority_from_rtkit = is_real_time && priority->request != NULL;
  info->priority_reason = priority->had_real_time ? PRIORITY_TAKEN_AWAY : reason;
}

void callback_priority_end(struct callback_priority *priority) {
  rtkit_release(priority->request);
  priority->request = NULL;
  priority->thread_number = 0;
}

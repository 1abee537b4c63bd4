/* The control side and the callback side at the same time, as fast as they can. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/thread.h"
#include "check.h"
#include "device/callback_guard.h"
#include "mixer/mixer.h"

#define RATE 48000.0

enum { BLOCK = 32, ROUNDS = 3000, HELD = 64 };

struct callback {
  struct mixer *mixer;
  struct callback_guard *guard; /* it calls the mixer; NULL = the mixer is called directly */
  atomic_bool stop;
};

static void process_blocks(void *context) {
  struct callback *callback = context;
  float input[BLOCK] = {0.5f}, output[BLOCK];
  for (int64_t frame = 0; !atomic_load(&callback->stop); frame += BLOCK) {
    const double now = 1 + (double)frame / RATE;
    const struct block block = {.input = input,
                                .output = output,
                                .frame_count = BLOCK,
                                .current_time = now,
                                .input_adc_time = now - 0.01,
                                .output_dac_time = now + 0.01};
    if (callback->guard != NULL) {
      callback_guard_process(callback->guard, &block);
    } else {
      mixer_process(callback->mixer, &block);
    }
    if (frame % (16 * BLOCK) == 0) {
      thread_yield();
    }
  }
}

static void follow(struct action_request *request, struct action *other) {
  struct action_account account;
  action_read(other, &account);
  if (account.channel_count > 0) {
    request->start.kind = START_AFTER;
    request->after.action = other;
  }
}

static struct action_request request_of(int round, struct sample_buffer *samples,
                                        struct sample_buffer *target, struct action *other,
                                        int64_t frame) {
  struct action_request request = {.start = {.kind = START_FRAME, .frame = frame + round % 200},
                                   .belated = (enum belated_policy)(round % 3),
                                   .length_frames = -1,
                                   .gain = 0.5f};
  if (round % 5 == 0) {
    request.start.kind = START_ASAP;
  }
  switch (other == NULL ? 0 : round % 6) {
  case 1:
    request.type = ACTION_CANCEL;
    request.target = other;
    request.fade.frames = round % 40;
    request.cuts_chain = round % 4 == 1;
    break;
  case 2:
    request.type = ACTION_FETCH_AND_RESET_STATS;
    break;
  case 3:
    request.type = ACTION_RECORD_BUFFER;
    request.samples = target;
    break;
  case 4:
    follow(&request, other);
    request.type = ACTION_PLAY_BUFFER;
    request.samples = samples;
    break;
  default:
    request.type = ACTION_PLAY_BUFFER;
    request.samples = samples;
  }
  return request;
}

static size_t collect(struct mixer *mixer) {
  struct action *finished[32];
  size_t all = 0, count;
  while ((count = mixer_collect(mixer, finished, 32)) > 0) {
    for (size_t k = 0; k < count; k++) {
      action_release(finished[k]);
    }
    all += count;
  }
  return all;
}

static void look_at_everything(const struct mixer *mixer, struct action *action) {
  struct action_account account;
  struct clock_map map;
  struct stream_stats stats;
  action_read(action, &account);
  mixer_take_action_peak(action);
  mixer_clock_map(mixer, &map);
  mixer_stream_stats(mixer, &stats);
  CHECK(account.outcome == OUTCOME_NONE || account.outcome != OUTCOME_STARVED);
  CHECK(!map.valid || fabs(map.dac_time - map.current_time - 0.01) < 1e-6);
}

static void nothing_is_lost_between_threads(void) {
  const struct mixer_config config = {1, 1, RATE, 0};
  struct callback callback = {.mixer = mixer_create(&config, NULL)};
  struct sample_buffer *samples = sample_buffer_create(1, 300, RATE, false, NULL);
  struct action *held[HELD] = {NULL};
  size_t scheduled = 0, collected = 0;
  mixer_begin_stream(callback.mixer);
  struct thread *thread = thread_start("callback", process_blocks, &callback);
  for (int round = 0; round < ROUNDS; round++) {
    struct action *actions[4];
    struct action_request requests[4];
    struct sample_buffer *target = sample_buffer_create(1, 100, RATE, false, NULL);
    const size_t count = 1 + (size_t)round % 4;
    for (size_t k = 0; k < count; k++) {
      struct action *other = held[(round * 7 + (int)k) % HELD];
      requests[k] = request_of(round + (int)k, samples, target, other, mixer_frame(callback.mixer));
    }
    CHECK(mixer_schedule(callback.mixer, requests, count, NULL, NULL, actions, NULL));
    scheduled += count;
    for (size_t k = 0; k < count; k++) {
      struct action **place = &held[(round + (int)k * 13) % HELD];
      look_at_everything(callback.mixer, actions[k]);
      action_release(*place);
      *place = actions[k];
    }
    collected += collect(callback.mixer);
    sample_buffer_release(target);
  }
  atomic_store(&callback.stop, true);
  thread_join(thread);
  mixer_end_stream(callback.mixer, OUTCOME_STREAM_STOPPED);
  collected += collect(callback.mixer);
  CHECK_EQUAL(collected, scheduled);
  for (int k = 0; k < HELD; k++) {
    action_release(held[k]);
  }
  mixer_destroy(callback.mixer);
  sample_buffer_release(samples);
}

static int64_t end_frame_of(const struct action_account *account) {
  return account->actual_frame + account->done_frames;
}

/* Each link is scheduled while the one before it may be ending. */
static void followers_find_the_end_of_what_they_follow(void) {
  const struct mixer_config config = {0, 1, RATE, 0};
  struct callback callback = {.mixer = mixer_create(&config, NULL)};
  struct sample_buffer *samples = sample_buffer_create(1, 300, RATE, false, NULL);
  static struct action *links[ROUNDS];
  mixer_begin_stream(callback.mixer);
  struct thread *thread = thread_start("callback", process_blocks, &callback);
  for (int k = 0; k < ROUNDS; k++) {
    struct action_request request = {.type = ACTION_PLAY_BUFFER,
                                     .start = {k == 0 ? START_ASAP : START_AFTER, 0, 0},
                                     .belated = BELATED_START,
                                     .samples = samples,
                                     .length_frames = k % 7 * 20};
    request.after.action = k == 0 ? NULL : links[k - 1];
    CHECK(mixer_schedule(callback.mixer, &request, 1, NULL, NULL, &links[k], NULL));
    if (k % 50 == 0) {
      thread_yield();
    }
  }
  struct action_account last = {.state = ACTION_PENDING};
  while (last.state != ACTION_FINISHED) {
    thread_yield();
    action_read(links[ROUNDS - 1], &last);
  }
  atomic_store(&callback.stop, true);
  thread_join(thread);
  for (int k = 1; k < ROUNDS; k++) {
    struct action_account before, account;
    action_read(links[k - 1], &before);
    action_read(links[k], &account);
    CHECK_EQUAL(account.requested_frame, end_frame_of(&before));
    CHECK(account.actual_frame >= account.requested_frame);
  }
  mixer_end_stream(callback.mixer, OUTCOME_STREAM_STOPPED);
  CHECK_EQUAL(collect(callback.mixer), ROUNDS);
  for (int k = 0; k < ROUNDS; k++) {
    action_release(links[k]);
  }
  mixer_destroy(callback.mixer);
  sample_buffer_release(samples);
}

/* All of them are scheduled before, while or after it ends. */
static void many_followers_of_one_find_its_end(void) {
  enum { HEADS = 2000, OF_EACH = 7 };
  static struct action *heads[HEADS], *followers[HEADS * OF_EACH];
  const struct mixer_config config = {0, 1, RATE, 0};
  struct callback callback = {.mixer = mixer_create(&config, NULL)};
  struct sample_buffer *samples = sample_buffer_create(1, 300, RATE, false, NULL);
  mixer_begin_stream(callback.mixer);
  struct thread *thread = thread_start("callback", process_blocks, &callback);
  for (int k = 0; k < HEADS; k++) {
    struct action_request request = {.type = ACTION_PLAY_BUFFER,
                                     .start = {START_ASAP, 0, 0},
                                     .belated = BELATED_START,
                                     .samples = samples,
                                     .length_frames = k % 3 * 50};
    CHECK(mixer_schedule(callback.mixer, &request, 1, NULL, NULL, &heads[k], NULL));
    request.start.kind = START_AFTER;
    request.after.action = heads[k];
    request.length_frames = 0;
    for (int each = 0; each < OF_EACH; each++) {
      struct action **action = &followers[k * OF_EACH + each];
      CHECK(mixer_schedule(callback.mixer, &request, 1, NULL, NULL, action, NULL));
    }
  }
  size_t collected = 0;
  while (collected < HEADS * (1 + OF_EACH)) {
    thread_yield();
    collected += collect(callback.mixer);
  }
  atomic_store(&callback.stop, true);
  thread_join(thread);
  for (int k = 0; k < HEADS * OF_EACH; k++) {
    struct action_account head, account;
    action_read(heads[k / OF_EACH], &head);
    action_read(followers[k], &account);
    CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
    CHECK_EQUAL(account.requested_frame, end_frame_of(&head));
    action_release(followers[k]);
  }
  for (int k = 0; k < HEADS; k++) {
    action_release(heads[k]);
  }
  mixer_destroy(callback.mixer);
  sample_buffer_release(samples);
}

static void a_seal_waits_for_the_callback(void) {
  for (int k = 0; k < 100; k++) {
    const struct mixer_config config = {1, 1, RATE, 0};
    struct callback callback = {.mixer = mixer_create(&config, NULL),
                                .guard = callback_guard_create(NULL)};
    callback_guard_set_mixer(callback.guard, callback.mixer);
    mixer_begin_stream(callback.mixer);
    struct thread *thread = thread_start("callback", process_blocks, &callback);
    while (mixer_frame(callback.mixer) < 10 * BLOCK) {
      thread_yield();
    }
    while (!callback_guard_close(callback.guard, 0)) {
      thread_yield();
    }
    const int64_t frame = mixer_frame(callback.mixer);
    mixer_end_stream(callback.mixer, OUTCOME_DEVICE_LOST);
    thread_yield();
    CHECK_EQUAL(mixer_frame(callback.mixer), frame);
    atomic_store(&callback.stop, true);
    thread_join(thread);
    callback_guard_destroy(callback.guard);
    mixer_destroy(callback.mixer);
  }
}

static const struct check_test tests[] = {
    {"scheduling, collecting and reading while blocks are processed loses nothing",
     nothing_is_lost_between_threads},
    {"followers scheduled while what they follow ends begin after it",
     followers_find_the_end_of_what_they_follow},
    {"many followers of one action, scheduled while it ends, all begin after it",
     many_followers_of_one_find_its_end},
    {"a mixer behind a closed guard stands still once no callback is inside",
     a_seal_waits_for_the_callback},
};

CHECK_MAIN(tests)

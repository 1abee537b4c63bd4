/* Batches by columns: the same actions as by requests, all or none, and what one costs in memory.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "check.h"
#include "mixer/action/action_state.h"
#include "mixer/schedule/schedule_columns.h"
#include "mixer_rig.h"

enum { ROWS = 1000, MANY = 100000 };

struct table {
  double frames[ROWS];
  float gains[ROWS];
  int32_t offsets[ROWS];
  uint32_t lengths[ROWS], indices[ROWS];
  struct sample_buffer *samples[2];
};

static struct table table_begin(void) {
  struct table table = {.samples = {rig_count_up(1, 50), rig_level(1, 70, 2)}};
  for (int k = 0; k < ROWS; k++) {
    table.frames[k] = (k * 7919) % 3000;
    table.gains[k] = (float)(k % 5) / 4;
    table.offsets[k] = k % 9;
    table.lengths[k] = (uint32_t)(k % 40);
    table.indices[k] = (uint32_t)(k % 2);
  }
  return table;
}

static void table_end(struct table *table) {
  sample_buffer_release(table->samples[0]);
  sample_buffer_release(table->samples[1]);
}

static struct player_columns columns_of(const struct table *table) {
  return (struct player_columns){.count = ROWS,
                                 .common = play(NULL, at_frame(0)),
                                 .start = {COLUMN_FLOAT64, table->frames},
                                 .offset_frames = {COLUMN_INT32, table->offsets},
                                 .length_frames = {COLUMN_UINT32, table->lengths},
                                 .gain = {COLUMN_FLOAT32, table->gains},
                                 .samples = table->samples,
                                 .sample_count = 2,
                                 .sample_indices = table->indices};
}

static struct action_request request_of(const struct table *table, int k) {
  struct action_request request =
      play(table->samples[table->indices[k]], at_frame((int64_t)table->frames[k]));
  request.offset_frames = table->offsets[k];
  request.length_frames = table->lengths[k];
  request.gain = table->gains[k];
  return request;
}

static void columns_are_the_same_as_requests(void) {
  struct table table = table_begin();
  const struct player_columns columns = columns_of(&table);
  struct action_request requests[ROWS];
  struct action *actions[ROWS];
  struct action_series *series;
  for (int k = 0; k < ROWS; k++) {
    requests[k] = request_of(&table, k);
  }
  struct rig one = rig_begin(0, 1), other = rig_begin(0, 1);
  CHECK(mixer_schedule_columns(one.mixer, &columns, NULL, NULL, &series, NULL));
  CHECK(mixer_schedule(other.mixer, requests, ROWS, NULL, NULL, actions, NULL));
  rig_process(&one, 3200, 64);
  rig_process(&other, 3200, 64);
  CHECK_EQUAL(memcmp(one.output, other.output, 3200 * sizeof(float)), 0);
  CHECK_EQUAL(rig_collect(&one), ROWS);
  for (int k = 0; k < ROWS; k++) {
    const struct action_account account = rig_account(action_series_at(series, (size_t)k));
    CHECK_EQUAL(account.actual_frame, (int64_t)table.frames[k]);
    CHECK_EQUAL(account.done_frames, rig_account(actions[k]).done_frames);
    CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
    action_release(actions[k]);
  }
  action_series_release(series);
  rig_end(&one);
  rig_end(&other);
  table_end(&table);
}

static void one_bad_row_refuses_all(void) {
  struct table table = table_begin();
  struct failure failure;
  struct action_series *series = NULL;
  struct rig rig = rig_begin(0, 1);
  const struct player_columns columns = columns_of(&table);
  table.frames[700] = NAN;
  CHECK(!mixer_schedule_columns(rig.mixer, &columns, NULL, NULL, &series, &failure));
  CHECK_EQUAL(failure.code, FAILURE_INVALID_TIME);
  CHECK(strncmp(failure.sentence, "Row 701: ", 9) == 0);
  table.frames[700] = 0;
  table.indices[999] = 2;
  CHECK(!mixer_schedule_columns(rig.mixer, &columns, NULL, NULL, &series, &failure));
  CHECK_EQUAL(failure.code, FAILURE_INVALID_ARGUMENT);
  CHECK(strncmp(failure.sentence, "Row 1000: ", 10) == 0);
  CHECK(series == NULL);
  rig_process(&rig, 3200, 64);
  CHECK_EQUAL(rig_collect(&rig), 0);
  rig_end(&rig);
  table_end(&table);
}

static void accounts_outlive_the_mixer(void) {
  struct table table = table_begin();
  struct action_series *series;
  struct rig rig = rig_begin(0, 1);
  const struct player_columns columns = columns_of(&table);
  CHECK(mixer_schedule_columns(rig.mixer, &columns, NULL, NULL, &series, NULL));
  table_end(&table);
  rig_process(&rig, 1024, 64);
  rig_end(&rig);
  CHECK_EQUAL(action_series_count(series), ROWS);
  for (size_t k = 0; k < ROWS; k++) {
    const struct action_account account = rig_account(action_series_at(series, k));
    CHECK_EQUAL(account.state, ACTION_FINISHED);
    CHECK_EQUAL(account.requested_frame, (int64_t)table.frames[k]);
  }
  CHECK(action_series_at(series, ROWS) == NULL);
  action_series_release(series);
}

static void a_series_that_is_let_go_plays_on(void) {
  struct table table = table_begin();
  struct action_series *series;
  struct rig rig = rig_begin(0, 1);
  const struct player_columns columns = columns_of(&table);
  CHECK(mixer_schedule_columns(rig.mixer, &columns, NULL, NULL, &series, NULL));
  action_series_release(series);
  rig_process(&rig, 3200, 64);
  CHECK_EQUAL(rig_collect(&rig), ROWS);
  rig_end(&rig);
  table_end(&table);
}

/** Bytes allocated; 0 where the C library does not count them. */
static size_t bytes_in_use(void) {
#if defined(__GLIBC__)
  const struct mallinfo2 heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
#else
  return 0;
#endif
}

static void a_pending_action_costs_little_beside_itself(void) {
  struct sample_buffer *samples = rig_level(1, 10, 1);
  double *frames = malloc(MANY * sizeof(double));
  struct action_series *series;
  struct rig rig = rig_begin(0, 1);
  for (int k = 0; k < MANY; k++) {
    frames[k] = 1000 + (k * 7919) % MANY;
  }
  const struct player_columns columns = {.count = MANY,
                                         .common = play(samples, at_frame(0)),
                                         .start = {COLUMN_FLOAT64, frames},
                                         .samples = &samples,
                                         .sample_count = 1};
  const size_t before = bytes_in_use();
  CHECK(mixer_schedule_columns(rig.mixer, &columns, NULL, NULL, &series, NULL));
  CHECK((bytes_in_use() - before) / MANY <= sizeof(struct action) + 64);
  action_series_release(series);
  rig_end(&rig);
  free(frames);
  sample_buffer_release(samples);
}

static const struct check_test tests[] = {
    {"columns sound and are accounted for as the same requests", columns_are_the_same_as_requests},
    {"one bad row refuses all and is named", one_bad_row_refuses_all},
    {"the accounts outlive the mixer", accounts_outlive_the_mixer},
    {"a series that is released at once plays to its end", a_series_that_is_let_go_plays_on},
    {"a pending action costs at most 64 bytes beside itself",
     a_pending_action_costs_little_beside_itself},
};

CHECK_MAIN(tests)

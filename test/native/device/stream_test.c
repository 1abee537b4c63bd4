/* A stream on the virtual device: scheduled sounds are heard at their frames, and faults of the
 * device are reported. */
#include "stream_fixture.h"

#include "device/virtual/backend.h"

static struct stream *open_virtual(const struct stream_settings *settings) {
  struct failure failure = {0};
  struct stream *stream = stream_open_on(&virtual_backend_ops, settings, &failure);
  if (stream == NULL) {
    CHECK_FAIL("open: %s", failure.sentence);
  }
  return stream;
}

static void start(struct stream *stream) {
  struct failure failure = {0};
  if (!stream_start(stream, &failure)) {
    CHECK_FAIL("start: %s", failure.sentence);
  }
  CHECK_EQUAL(stream_state(stream), STREAM_ACTIVE);
}

static void hears_impulses_at(int64_t delay_asked, int64_t delay_expected) {
  struct stream_settings settings = fixture_settings();
  settings.virtual_settings.delay_frames = delay_asked;
  struct stream *stream = open_virtual(&settings);
  struct sample_buffer *target = fixture_buffer(2, 48000);
  struct action *take = fixture_record(stream, target, 0);
  int64_t frames[] = {0, 1, 63, 64, 65, 1000, 4801, 33333, 40000};
  int count = sizeof(frames) / sizeof(*frames);
  for (int i = 0; i < count; i++) {
    action_release(fixture_impulse(stream, frames[i], (float)(i + 1)));
  }
  start(stream);
  struct action_account account = fixture_finish(stream, take);
  CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
  CHECK_EQUAL(account.actual_frame, 0);
  int found = 0;
  const float *heard = sample_buffer_data(target);
  for (int64_t frame = 0; frame < 48000; frame++) {
    if (heard[2 * frame] == 0 && heard[2 * frame + 1] == 0) {
      continue;
    }
    CHECK(found < count);
    CHECK_EQUAL(frame, frames[found] + delay_expected);
    CHECK_NEAR(heard[2 * frame], found + 1, 0);
    CHECK_NEAR(heard[2 * frame + 1], -(found + 1), 0);
    found++;
  }
  CHECK_EQUAL(found, count);
  action_release(take);
  sample_buffer_release(target);
  stream_destroy(stream);
}

static void loops_impulses(void) {
  hears_impulses_at(-1, 64);
}
static void loops_impulses_later(void) {
  hears_impulses_at(4321, 4321);
}

static void counts_faults(void) {
  struct virtual_fault faults[] = {
      {.kind = FAULT_INPUT_UNDERFLOW, .frame = 100},
      {.kind = FAULT_INPUT_OVERFLOW, .frame = 100, .every_frames = 6400},
      {.kind = FAULT_OUTPUT_UNDERFLOW, .frame = 20000},
      {.kind = FAULT_OUTPUT_OVERFLOW, .frame = 30000},
  };
  struct stream_settings settings = fixture_settings();
  settings.virtual_settings.faults = faults;
  settings.virtual_settings.fault_count = 4;
  struct stream *stream = open_virtual(&settings);
  struct sample_buffer *target = fixture_buffer(2, 19200);
  struct action *take = fixture_record(stream, target, 0);
  start(stream);
  struct action_account account = fixture_finish(stream, take);
  CHECK_EQUAL(account.stats.blocks, 300);
  CHECK_EQUAL(account.stats.input_underflows, 1);
  CHECK_EQUAL(account.stats.input_overflows, 3);
  CHECK_EQUAL(account.stats.output_underflows, 0);
  fixture_run_to(stream, 30100);
  CHECK(stream_stop(stream, NULL));
  struct stream_stats stats;
  mixer_stream_stats(stream_mixer(stream), &stats);
  CHECK_EQUAL(stats.stats.input_underflows, 1);
  CHECK_EQUAL(stats.stats.output_underflows, 1);
  CHECK_EQUAL(stats.stats.output_overflows, 1);
  CHECK_EQUAL(stats.inferred_dropouts, 0);
  action_release(take);
  sample_buffer_release(target);
  stream_destroy(stream);
}

static void infers_lost_blocks(void) {
  struct virtual_fault fault = {.kind = FAULT_LOST_BLOCKS, .frame = 24000, .count = 100};
  struct stream_settings settings = fixture_settings();
  settings.virtual_settings.faults = &fault;
  settings.virtual_settings.fault_count = 1;
  struct stream *stream = open_virtual(&settings);
  start(stream);
  fixture_run_to(stream, 40000);
  CHECK(stream_stop(stream, NULL));
  struct stream_stats stats;
  mixer_stream_stats(stream_mixer(stream), &stats);
  CHECK_EQUAL(stats.inferred_dropouts, 1);
  CHECK_NEAR(stats.inferred_dropout_frames, 6400, 64);
  CHECK_EQUAL(stats.stats.output_underflows, 1);
  stream_destroy(stream);
}

static void notices_disappearance(void) {
  struct virtual_fault fault = {.kind = FAULT_DISAPPEAR, .frame = 10000};
  struct stream_settings settings = fixture_settings();
  settings.virtual_settings.faults = &fault;
  settings.virtual_settings.fault_count = 1;
  struct stream *stream = open_virtual(&settings);
  for (int run = 1; run <= 2; run++) {
    struct sample_buffer *target = fixture_buffer(2, 20000);
    struct action *take = fixture_record(stream, target, 64);
    struct action *never = fixture_impulse(stream, 1000000, 1);
    start(stream);
    CHECK_EQUAL(mixer_stream_number(stream_mixer(stream)), run);
    struct action_account account = fixture_finish(stream, take);
    CHECK_EQUAL(account.outcome, OUTCOME_DEVICE_LOST);
    CHECK_EQUAL(account.done_frames, 9984 - 64);
    CHECK_EQUAL(fixture_finish(stream, never).outcome, OUTCOME_DEVICE_LOST);
    CHECK_EQUAL(stream_state(stream), STREAM_DEAD);
    CHECK(stream_stop(stream, NULL));
    action_release(take);
    action_release(never);
    sample_buffer_release(target);
  }
  stream_destroy(stream);
}

static void starts_many_times(void) {
  struct stream_settings settings = fixture_settings();
  struct stream *stream = open_virtual(&settings);
  for (int run = 1; run <= 100; run++) {
    struct action *played = fixture_impulse(stream, 5, 1);
    struct action *never = fixture_impulse(stream, 1000000000, 1);
    start(stream);
    struct action_account account = fixture_finish(stream, played);
    CHECK_EQUAL(account.outcome, OUTCOME_COMPLETED);
    CHECK_EQUAL(account.actual_frame, 5);
    CHECK_EQUAL(account.stream_number, run);
    CHECK(run % 2 != 0 ? stream_stop(stream, NULL) : stream_abort(stream, NULL));
    CHECK_EQUAL(stream_state(stream), STREAM_STOPPED);
    account = fixture_finish(stream, never);
    CHECK_EQUAL(account.outcome, OUTCOME_STREAM_STOPPED);
    CHECK_EQUAL(account.actual_frame, -1);
    action_release(played);
    action_release(never);
  }
  stream_destroy(stream);
}

static void refuses_wrong_order(void) {
  struct stream_settings settings = fixture_settings();
  struct failure failure = {0};
  struct stream *stream = open_virtual(&settings);
  CHECK(stream_stop(stream, NULL));
  start(stream);
  CHECK(!stream_start(stream, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "stream-active");
  CHECK_EQUAL(stream_poll(stream), STREAM_ACTIVE);
  struct action *never = fixture_impulse(stream, 1000000000, 1);
  CHECK(stream_close(stream, NULL));
  CHECK(stream_close(stream, NULL));
  CHECK_EQUAL(fixture_finish(stream, never).outcome, OUTCOME_STREAM_STOPPED);
  CHECK_EQUAL(stream_poll(stream), STREAM_CLOSED);
  CHECK(!stream_start(stream, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "stream-closed");
  CHECK(!stream_stop(stream, &failure));
  CHECK_TEXT(failure_code_name(failure.code), "stream-closed");
  CHECK_NEAR(stream_cpu_load(stream), 0, 0);
  action_release(never);
  stream_destroy(stream);
}

static void ends_what_never_ran(void) {
  struct stream_settings settings = fixture_settings();
  struct stream *stream = open_virtual(&settings);
  struct action *never = fixture_impulse(stream, 0, 1);
  CHECK(stream_close(stream, NULL));
  struct action_account account = fixture_finish(stream, never);
  CHECK_EQUAL(account.outcome, OUTCOME_STREAM_STOPPED);
  CHECK_EQUAL(account.stream_number, 0);
  action_release(never);
  stream_destroy(stream);
}

static void tells_time(void) {
  struct stream_settings settings = fixture_settings();
  settings.virtual_settings.speed = 1;
  struct stream *stream = open_virtual(&settings);
  double before = stream_time(stream);
  start(stream);
  fixture_run_to(stream, 640);
  struct clock_map map;
  mixer_clock_map(stream_mixer(stream), &map);
  CHECK(map.valid);
  CHECK(map.current_time - (double)map.frame / 48000 >= before - 0.001);
  CHECK(stream_time(stream) > before + 0.01);
  stream_destroy(stream);
}

static void refuses(const struct stream_settings *settings, const char *code) {
  struct failure failure = {0};
  CHECK(!stream_check_settings(settings, &failure));
  CHECK_TEXT(failure_code_name(failure.code), code);
  failure.code = FAILURE_NONE;
  CHECK(stream_open(settings, &failure) == NULL);
  CHECK_TEXT(failure_code_name(failure.code), code);
}

static void refuses_bad_settings(void) {
  struct stream_settings settings = fixture_settings();
  settings.input_device = settings.output_device = -1;
  refuses(&settings, "device-not-found");
  settings.input_channels = settings.output_channels = 0;
  refuses(&settings, "invalid-argument");
  settings = fixture_settings();
  settings.output_device = 100000;
  refuses(&settings, "device-not-found");
  settings = fixture_settings();
  settings.output_channels = 0;
  refuses(&settings, "channels-refused");
  settings = fixture_settings();
  settings.output_channels = 100000;
  refuses(&settings, "channels-refused");
  settings = fixture_settings();
  settings.sample_rate = INFINITY;
  refuses(&settings, "rate-refused");
  settings = fixture_settings();
  settings.output_latency = NAN;
  refuses(&settings, "invalid-argument");
  refuses(NULL, "invalid-argument");
}

static void lists_the_virtual_device_last(void) {
  struct failure failure = {0};
  struct device_list *list = device_list_create(&failure);
  CHECK(list != NULL && list->device_count > 0 && list->host_api_count > 0);
  const struct device_info *device = &list->devices[list->device_count - 1];
  CHECK_TEXT(device->name, VIRTUAL_DEVICE);
  CHECK_TEXT(list->host_apis[device->host_api].name, VIRTUAL_HOST_API);
  CHECK_EQUAL(device->host_api, list->host_api_count - 1);
  CHECK_EQUAL(device->max_input_channels, 64);
  CHECK_EQUAL(device->max_output_channels, 64);
  struct stream_settings settings = fixture_settings();
  settings.input_device = settings.output_device = (int32_t)list->device_count - 1;
  CHECK(stream_check_settings(&settings, &failure));
  struct stream *stream = stream_open(&settings, &failure);
  CHECK(stream);
  struct stream_info info;
  stream_info(stream, &info);
  CHECK_EQUAL(info.output_device, list->device_count - 1);
  CHECK(device_list_refresh(&failure));
  start(stream);
  stream_destroy(stream);
  device_list_free(list);
}

static const struct check_test tests[] = {
    {"impulses are heard one block after their frames", loops_impulses},
    {"impulses are heard exactly the asked delay after their frames", loops_impulses_later},
    {"flags of lost blocks count for a recording and for the stream separately", counts_faults},
    {"lost blocks are inferred from device time", infers_lost_blocks},
    {"a device that disappears ends its actions, and may be started again", notices_disappearance},
    {"a hundred starts are a hundred streams from frame zero", starts_many_times},
    {"calls in the wrong order are refused, closing twice is not", refuses_wrong_order},
    {"closing ends actions that never began", ends_what_never_ran},
    {"device time goes on from open to close", tells_time},
    {"settings are checked before any driver sees them", refuses_bad_settings},
    {"the virtual device is the last of the list and survives a refresh",
     lists_the_virtual_device_last},
};

CHECK_MAIN(tests)

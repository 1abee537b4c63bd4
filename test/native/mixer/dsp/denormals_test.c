/* Denormals in the callback and outside of it. */
#include "mixer/dsp/denormals.h"

#include "check.h"
#include "mixer_rig.h"

/* Volatile: the compiler must not move the division past a change of the flags. */
static bool tiny_is_zero(void) {
  volatile float smallest = 1.17549435e-38f;
  volatile float tiny = smallest / 4;
  volatile bool is_zero = tiny == 0;
  return is_zero;
}

static void stay_off_in_the_callbacks_thread(void) {
#ifdef DENORMALS_ARE_ZERO
  const uint64_t saved = denormals_off();
  denormals_restore(saved);
  CHECK(!tiny_is_zero());
  struct rig rig = rig_begin(0, 1);
  for (int block = 0; block < 2; block++) {
    rig_block(&rig, 64);
    CHECK(tiny_is_zero());
  }
  denormals_restore(saved);
  CHECK(!tiny_is_zero());
  rig_end(&rig);
#endif
}

static void are_zero_between_off_and_restore(void) {
#ifdef DENORMALS_ARE_ZERO
  const uint64_t saved = denormals_off();
  const bool is_zero = tiny_is_zero();
  denormals_restore(saved);
  CHECK(is_zero);
  CHECK(!tiny_is_zero());
#endif
}

static void never_reach_the_output(void) {
#ifdef DENORMALS_ARE_ZERO
  struct rig rig = rig_begin(0, 1);
  struct sample_buffer *samples = rig_level(1, 64, 1e-38f);
  struct action_request request = play(samples, at_frame(0));
  request.gain = 0.1f;
  rig_schedule(&rig, request);
  rig_block(&rig, 64);
  for (int64_t n = 0; n < 64; n++) {
    CHECK(rig_heard(&rig, n, 0) == 0);
  }
  sample_buffer_release(samples);
  rig_end(&rig);
#endif
}

static const struct check_test tests[] = {
    {"denormals stay switched off in the thread that calls back", stay_off_in_the_callbacks_thread},
    {"denormals are zero where they are switched off", are_zero_between_off_and_restore},
    {"denormals never reach the output", never_reach_the_output},
};

CHECK_MAIN(tests)

#include "check.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/thread.h"
#include "device/device_thread.h"

static atomic_int calls;
static atomic_bool release_hung;

static void count(void *context) {
  (void)context;
  atomic_fetch_add(&calls, 1);
}

/* A driver whose call returns only when the test lets it. */
static void hang_for(void *context) {
  atomic_bool *release = context;
  while (!atomic_load(release)) {
    sleep_until(monotonic_seconds() + 0.005);
  }
  atomic_fetch_add(&calls, 1);
}

static void hang(void *context) {
  (void)context;
  hang_for(&release_hung);
}

static void wait_until_none_hangs(void) {
  atomic_store(&release_hung, true);
  double deadline = monotonic_seconds() + 90;
  while (device_thread_hung_count() > 0 && monotonic_seconds() < deadline) {
    sleep_until(monotonic_seconds() + 0.005);
  }
}

static void returns_after_the_call(void) {
  atomic_store(&calls, 0);
  for (int i = 1; i <= 100; i++) {
    CHECK(device_thread_call(count, NULL, 20));
    CHECK_EQUAL(atomic_load(&calls), i);
  }
}

static void keeps_the_order(void) {
  atomic_store(&calls, 0);
  for (int i = 0; i < 50; i++) {
    CHECK(device_thread_post(count, NULL, 20));
  }
  CHECK(device_thread_call(count, NULL, 20));
  CHECK_EQUAL(atomic_load(&calls), 51);
}

static void leaves_a_hung_call(void) {
  atomic_store(&calls, 0);
  atomic_store(&release_hung, false);
  CHECK(!device_thread_call(hang, NULL, 0.05));
  CHECK_EQUAL(device_thread_hung_count(), 1);
  CHECK(device_thread_call(count, NULL, 20));
  CHECK_EQUAL(atomic_load(&calls), 1);
  wait_until_none_hangs();
  CHECK_EQUAL(device_thread_hung_count(), 0);
  CHECK_EQUAL(atomic_load(&calls), 2);
  CHECK(device_thread_call(count, NULL, 20));
}

static void a_posted_hang_blocks_nobody(void) {
  atomic_store(&calls, 0);
  atomic_store(&release_hung, false);
  CHECK(device_thread_post(hang, NULL, 0.05));
  CHECK(device_thread_post(hang, NULL, 0.05));
  CHECK(device_thread_call(count, NULL, 20));
  CHECK_EQUAL(atomic_load(&calls), 1);
  CHECK_EQUAL(device_thread_hung_count(), 2);
  wait_until_none_hangs();
  CHECK_EQUAL(atomic_load(&calls), 3);
}

static void counts_those_that_hang_since(void) {
  static atomic_bool release_second;
  atomic_store(&calls, 0);
  atomic_store(&release_hung, false);
  atomic_store(&release_second, false);
  CHECK(!device_thread_call(hang, NULL, 0.05));
  device_thread_disregard_hung();
  CHECK_EQUAL(device_thread_hung_count(), 0);
  CHECK_NEAR(device_thread_hung_seconds(), 0, 0);
  CHECK(!device_thread_call(hang_for, &release_second, 0.05));
  CHECK_EQUAL(device_thread_hung_count(), 1);
  atomic_store(&release_hung, true);
  double deadline = monotonic_seconds() + 90;
  while (atomic_load(&calls) == 0 && monotonic_seconds() < deadline) {
    sleep_until(monotonic_seconds() + 0.005);
  }
  CHECK(device_thread_call(count, NULL, 20));
  /* The first one has returned; the second one still hangs. */
  CHECK_EQUAL(device_thread_hung_count(), 1);
  atomic_store(&release_second, true);
  wait_until_none_hangs();
  CHECK_EQUAL(device_thread_hung_count(), 0);
}

static void call_many(void *context) {
  for (int i = 0; i < 200; i++) {
    device_thread_call(count, context, 20);
  }
}

static void serves_many_threads(void) {
  atomic_store(&calls, 0);
  struct thread *threads[4];
  for (int i = 0; i < 4; i++) {
    threads[i] = thread_start("caller", call_many, NULL);
  }
  for (int i = 0; i < 4; i++) {
    thread_join(threads[i]);
  }
  CHECK_EQUAL(atomic_load(&calls), 800);
}

static const struct check_test tests[] = {
    {"a call has run when it returns", returns_after_the_call},
    {"calls run in the order of their requests", keeps_the_order},
    {"a call that hangs is abandoned and the next one runs", leaves_a_hung_call},
    {"a call that hangs is not mixed up with one that was disregarded before",
     counts_those_that_hang_since},
    {"posted calls that hang do not block those after them", a_posted_hang_blocks_nobody},
    {"four threads may call at once", serves_many_threads},
};

CHECK_MAIN(tests)

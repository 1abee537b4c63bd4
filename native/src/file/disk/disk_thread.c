#include "file/disk/disk_thread.h"

#include <math.h>

#include "base/shared_mutex.h"
#include "base/thread.h"

/* How long it sleeps when no client has work. */
#define REST_SECONDS     0.005
#define RING_SECONDS_MAX 600.0

static _Atomic(struct mutex *) clients_mutex;
/* Under the mutex: */
static struct disk_client *clients;
static bool is_running;

/* Removes one client from the list that was released and may end; NULL = there is none. */
static struct disk_client *take_ended(void) {
  for (struct disk_client **at = &clients; *at != NULL; at = &(*at)->next) {
    struct disk_client *client = *at;
    if (atomic_load_explicit(&client->released, memory_order_acquire) && client->may_end(client)) {
      *at = client->next;
      return client;
    }
  }
  return NULL;
}

static struct disk_client *find_most_urgent(void) {
  struct disk_client *found = NULL;
  double least = DISK_IDLE_SECONDS;
  for (struct disk_client *client = clients; client != NULL; client = client->next) {
    double seconds = client->seconds_left(client);
    if (seconds < least) {
      least = seconds;
      found = client;
    }
  }
  return found;
}

static void run(void *context) {
  struct mutex *mutex = context;
  mutex_lock(mutex);
  while (clients != NULL) {
    struct disk_client *ended = take_ended();
    struct disk_client *urgent = ended == NULL ? find_most_urgent() : NULL;
    /* Only this thread destroys clients, so they outlive the lock. */
    mutex_unlock(mutex);
    if (ended != NULL) {
      ended->destroy(ended);
    } else if (urgent != NULL) {
      urgent->serve(urgent);
    } else {
      sleep_until(monotonic_seconds() + REST_SECONDS);
    }
    mutex_lock(mutex);
  }
  is_running = false;
  mutex_unlock(mutex);
}

size_t disk_ring_frames(double ring_seconds, double default_seconds, double sample_rate) {
  double seconds = ring_seconds > 0 ? ring_seconds : default_seconds;
  double wanted = fmin(seconds, RING_SECONDS_MAX) * sample_rate;
  size_t frames = 256;
  while ((double)frames < wanted) {
    frames *= 2;
  }
  return frames;
}

bool disk_thread_add(struct disk_client *client) {
  struct mutex *mutex = shared_mutex(&clients_mutex);
  if (mutex == NULL) {
    return false;
  }
  mutex_lock(mutex);
  client->next = clients;
  clients = client;
  if (!is_running) {
    struct thread *thread = thread_start("rtmixer disk", run, mutex);
    is_running = thread != NULL;
    if (is_running) {
      thread_detach(thread);
    } else {
      clients = client->next;
    }
  }
  bool added = is_running;
  mutex_unlock(mutex);
  return added;
}

void disk_thread_remove(struct disk_client *client) {
  atomic_store_explicit(&client->released, true, memory_order_release);
}

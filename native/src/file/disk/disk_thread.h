/* Whom the disk thread serves: readers of streamed files and writers of takes. */
#ifndef RTMIXER_DISK_CLIENT_H
#define RTMIXER_DISK_CLIENT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/** Nothing to do. */
#define DISK_IDLE_SECONDS 1e9

struct disk_client {
  /** Seconds until this client's ring starves or overflows; DISK_IDLE_SECONDS = no work. Disk
   * thread, never blocks. */
  double (*seconds_left)(struct disk_client *client);
  /** Does one piece of work, may block on the disk. Disk thread. */
  void (*serve)(struct disk_client *client);
  /** True once nothing is lost by ending. Disk thread. */
  bool (*may_end)(struct disk_client *client);
  /** Frees the client. Disk thread, without locks held. */
  void (*destroy)(struct disk_client *client);
  /* The disk thread's own. */
  struct disk_client *next;
  atomic_bool released;
};

/** Frames of a ring (a power of two) that holds at least `ring_seconds`, or `default_seconds` where
 * that is not above 0. */
size_t disk_ring_frames(double ring_seconds, double default_seconds, double sample_rate);

/** Hands the client to the disk thread, which owns it from now on. False = no thread could be
 * started. Control side. */
bool disk_thread_add(struct disk_client *client);
/** Lets the disk thread end and destroy the client as soon as it may. The caller must not touch it
 * again. Control side. */
void disk_thread_remove(struct disk_client *client);

#endif

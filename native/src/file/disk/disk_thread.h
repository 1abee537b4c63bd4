/* The one native disk thread: it fills the rings of streamed files and empties the rings of takes.
 *
 * - It starts with the first client and ends after the last.
 * - It serves the client whose ring starves or overflows first, one piece of work at a time. With
 *   nothing to do it sleeps for 5 ms.
 * - It alone calls the functions of a client: `seconds_left` and `may_end` under the lock of the
 *   client list, `serve` and `destroy` without.
 * - It alone destroys a client: after disk_thread_remove(), once `may_end` says true. A client
 *   therefore outlives every call of its functions.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/** `seconds_left` of a client without work. */
#define DISK_IDLE_SECONDS 1e9

/** A reader of a streamed file or a writer of a take. */
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
  /* Set by the disk thread. */
  struct disk_client *next;
  atomic_bool released;
};

/** Frames of a ring (a power of two) that holds at least `ring_seconds`, or `default_seconds` where
 * that is not above 0. Any thread. */
size_t disk_ring_frames(double ring_seconds, double default_seconds, double sample_rate);

/** Hands the client to the disk thread, which owns it from now on. False = no thread could be
 * started, and the client stays the caller's. Control side. */
bool disk_thread_add(struct disk_client *client);
/** Lets the disk thread end and destroy the client as soon as it may. The caller must not touch it
 * again. Control side. */
void disk_thread_remove(struct disk_client *client);

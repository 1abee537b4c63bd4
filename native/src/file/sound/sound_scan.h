/* A scan of a whole file that another thread watches and may end. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sound_scan;

/** NULL = no memory. The creator destroys it after the scan. */
struct sound_scan *sound_scan_create(void);
/** NULL is fine. */
void sound_scan_destroy(struct sound_scan *scan);
/** Ends the scan soon. Any thread. */
void sound_scan_cancel(struct sound_scan *scan);
/** How much of the file was seen, 0...1. Any thread. */
double sound_scan_fraction(const struct sound_scan *scan);
/** The scan's own thread: tells how far it is. False = it was cancelled. `scan` may be NULL. */
bool sound_scan_goes_on(struct sound_scan *scan, int64_t bytes, int64_t total);

#ifdef __cplusplus
}
#endif

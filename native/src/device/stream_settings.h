/* What a stream is asked for: checked before any driver sees it, kept for opening it again. */
#ifndef RTMIXER_STREAM_SETTINGS_H
#define RTMIXER_STREAM_SETTINGS_H

#include "device/backend.h"

/** Largest block that a stream may ask for, frames. */
#define LARGEST_BLOCK_SIZE 65536

/** A copy that owns its faults; false when there is no memory. Any thread. */
bool stream_settings_copy(struct stream_settings *copy, const struct stream_settings *settings);
/** Frees what a copy owns. Any thread. */
void stream_settings_release(struct stream_settings *copy);

#endif

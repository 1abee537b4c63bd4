/* Names of what libsndfile reads. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "file/disk/disk_file.h"

/** Writes e.g. "WAV, 24 bit". `container` (may be NULL) goes before libsndfile's own name. */
void sound_format_describe(int format, const char *container, char *text, size_t bytes);
/** Whether decoding begins inexactly after a seek. */
bool sound_format_is_lossy(int format);
/** The frames that `bytes` of samples hold where libsndfile counts in larger blocks and adds what
 * is not there; INT64_MAX for all other codings. */
int64_t sound_format_frames_in(int format, int64_t bytes);
/** Completes "NAME ..." for an Ogg file at `position` whose coding libsndfile does not read, e.g.
 * "is an Ogg file with Speex". False where it should read it. Blocks on the disk. */
bool sound_format_of_ogg(struct disk_file *file, int64_t position, char *text, size_t bytes);

/* Decodes the parts of a mapped sound one after the other: the way from a map to samples. It
 * neither checks the map nor the samples. Disk, job and worker threads; one at a time per decoder.
 */
#pragma once

#include <sndfile.h>

#include "file/sound/sound_io.h"
#include "file/sound/sound_map.h"

struct sound_decoder {
  struct disk_file *file;      /* owned */
  const struct sound_map *map; /* borrowed */
  struct sound_io io;
  SNDFILE *sound;          /* of the part, by libsndfile; or */
  struct mpeg_sound *mpeg; /* by libmpg123 */
  SF_INFO header;          /* of the part that was opened last */
  int64_t part_index, part_frame;
  bool was_replaced; /* the file has other channels or another rate than its map */
  int64_t position;  /* in the whole sound */
};

/** Opens the first part. On false, `*error` is errno, or 0 where the decoder refused the part; end
 * it in both cases. */
bool sound_decoder_begin(struct sound_decoder *decoder, const char *path,
                         const struct sound_map *map, int *error);
void sound_decoder_end(struct sound_decoder *decoder);
/** Opens another part at its beginning. */
bool sound_decoder_open_part(struct sound_decoder *decoder, int64_t part_index);
bool sound_decoder_seek(struct sound_decoder *decoder, int64_t frame);
/** Up to `frames` frames; fewer at the end and where the file is broken. */
int64_t sound_decoder_read(struct sound_decoder *decoder, float *target, int64_t frames);

#include "file/take/take_recover.h"

#include "file/disk/disk_failure.h"
#include "file/disk/disk_file.h"
#include "file/sound/sound_io.h"
#include "file/sound/wave_header.h"

static bool not_a_take(const char *path, struct failure *failure) {
  char name[DISK_FILE_NAME_BYTES];
  return failure_set(failure, FAILURE_FILE_NOT_AUDIO,
                     "%s is not a take made by RtMixer, or its beginning is lost; it cannot be "
                     "recovered. Import it as a sound file instead.",
                     disk_file_name(path, name));
}

/* Whether libsndfile reads as many frames as the header counts now. */
static bool verify(struct disk_file *file, int64_t frames) {
  struct sound_io io = {.file = file, .view = sound_view_of_file()};
  SF_INFO info = {0};
  SNDFILE *sound = sound_io_open(&io, SFM_READ, &info);
  bool fits = sound != NULL && info.frames == frames;
  if (sound != NULL) {
    sf_close(sound);
  }
  return fits;
}

/* Of a file without chunks after its samples. What has no room is left out: the take is whole. */
static void add_cues(struct disk_file *file, struct wave_header *header,
                     const struct wave_cue *cues, size_t count) {
  int error = 0;
  const int64_t file_bytes = disk_file_bytes(file, &error);
  const int64_t end = WAVE_HEADER_BYTES + header->frames * wave_frame_bytes(header);
  if (count > 0 && file_bytes == end && wave_cues_write(file, header, cues, count, &error)) {
    disk_file_sync(file, &error);
  }
}

static bool repair(struct disk_file *file, const char *path, const struct wave_cue *cues,
                   size_t cue_count, int64_t *frames, int64_t *recovered_frames,
                   struct failure *failure) {
  struct wave_header header;
  int error = 0;
  const int64_t file_bytes = disk_file_bytes(file, &error);
  if (file_bytes < 0) {
    return disk_read_failure(failure, path, error);
  }
  if (!wave_header_read(file, &header, &error)) {
    return error != 0 ? disk_read_failure(failure, path, error) : not_a_take(path, failure);
  }
  const int64_t counted_frames = header.frames;
  const bool is_torn = wave_cues_are_torn(file, &header, file_bytes);
  const int64_t held_frames = is_torn ? counted_frames : wave_frames_held(&header, file_bytes);
  if (is_torn) {
    if (!disk_file_truncate(file, WAVE_HEADER_BYTES + counted_frames * wave_frame_bytes(&header),
                            &error)) {
      return disk_write_failure(failure, path, error);
    }
  } else if (held_frames != counted_frames && !wave_has_trailer(file, &header, file_bytes)) {
    header.frames = held_frames;
    const int64_t whole_bytes = WAVE_HEADER_BYTES + held_frames * wave_frame_bytes(&header);
    if (!wave_header_write(file, &header, &error) ||
        !disk_file_truncate(file, whole_bytes, &error) || !disk_file_sync(file, &error)) {
      return disk_write_failure(failure, path, error);
    }
  }
  add_cues(file, &header, cues, cue_count);
  *frames = header.frames;
  *recovered_frames = header.frames > counted_frames ? header.frames - counted_frames : 0;
  return verify(file, header.frames) || not_a_take(path, failure);
}

bool take_recover(const char *path, const struct wave_cue *cues, size_t cue_count, int64_t *frames,
                  int64_t *recovered_frames, struct failure *failure) {
  int error = 0;
  struct disk_file_facts facts;
  *frames = *recovered_frames = 0;
  if (!disk_file_examine(path, &facts, &error)) {
    return disk_read_failure(failure, path, error);
  }
  if (!facts.is_regular) {
    return not_a_take(path, failure);
  }
  struct disk_file *file = disk_file_open(path, DISK_FILE_UPDATE, &error);
  if (file == NULL) {
    return disk_write_failure(failure, path, error);
  }
  bool done = repair(file, path, cues, cue_count, frames, recovered_frames, failure);
  disk_file_close(file);
  return done;
}

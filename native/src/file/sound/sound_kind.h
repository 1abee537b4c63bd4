/* Chooses by its content how a file is read; its name does not matter. Disk and job threads. */
#pragma once

#include "base/failure.h"
#include "file/disk/disk_file.h"

/** What reads a kind of file. */
enum sound_reading {
  READ_CHUNKS,      /* libsndfile behind chunk_walk.h */
  READ_OGG,         /* libsndfile, link after link */
  READ_FLAC,        /* libsndfile, stream after stream */
  READ_MPEG,        /* libmpg123 */
  READ_PLAIN,       /* libsndfile alone */
  READ_UNSUPPORTED, /* sound that RtMixer cannot read: file-unsupported */
  READ_FOREIGN      /* no sound: file-not-audio */
};

struct sound_kind {
  enum sound_reading reading;
  int64_t start;    /* where it begins: an ID3 tag or junk may come before */
  const char *name; /* "WAV", "a Matroska or WebM file"; NULL = unknown bytes */
  bool is_text;     /* unknown, and readable */
};

/** "a" or "an", as the name of a kind of file is spoken. Any thread. */
const char *sound_article(const char *name);
/** False + `*error` = errno. Unknown bytes are READ_PLAIN: libsndfile knows more kinds. */
bool sound_kind_of(struct disk_file *file, struct sound_kind *kind, int *error);
/** Fills `failure` with what is wrong with a file that its reader refused: file-damaged,
 * file-unsupported, file-not-audio. Returns false. */
bool sound_kind_failure(const struct sound_kind *kind, const char *path, struct failure *failure);
/** file-unsupported, for a part of a known kind: `detail` completes "NAME ...". Returns false. */
bool sound_unsupported(const char *path, const char *detail, struct failure *failure);

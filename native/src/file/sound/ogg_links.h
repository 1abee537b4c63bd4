/* The links of an Ogg file: sounds one after the other, each complete in itself, as programs write
 * them that join files or record a broadcast. Disk and job threads. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "file/disk/disk_file.h"
#include "file/sound/sound_scan.h"

struct ogg_link {
  int64_t position, bytes; /* from its first page to the end of its last whole one */
};

struct ogg_links {
  struct ogg_link *links; /* owned by who asked; freed with free() */
  int64_t count;
  bool is_cut; /* a page is not whole: the file, or one of its sounds, ends inside it, or it is
                  damaged */
};

/** Walks from page to page. False + `*error` = errno; ECANCELED where `scan` (may be NULL) was
 * cancelled. */
bool ogg_links_find(struct disk_file *file, int64_t start, struct ogg_links *links,
                    struct sound_scan *scan, int *error);

/** Whether the first pages are whole and their checksums right. */
bool ogg_pages_are_whole(struct disk_file *file, int64_t start);

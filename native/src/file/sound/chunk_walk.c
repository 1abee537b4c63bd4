#include "file/sound/chunk_walk.h"

#include <stdlib.h>
#include <string.h>

/* More chunks than this are no chunks. */
enum { CHUNKS_MAX = 4096, TRAILERS_MAX = 64 };
/* How far a lost "fmt " or "data" is looked for. */
enum { SEARCH_BYTES = 1 << 20, SEARCH_PIECE = 1 << 16 };
enum { HEADER_BYTES_MAX = 24, FORM_BYTES_MAX = 40 };
#define SIZE_UNKNOWN INT64_C(-1)
#define SIZE_32_MAX  INT64_C(0xffffffff)
#define SIZE_32_WRAP INT64_C(0x100000000)
/* Sizes that programs write which cannot know them: sox, ffmpeg and others. */
#define SIZE_GUESS_MIN INT64_C(0x7ffff000)
#define SIZE_GUESS_MAX INT64_C(0x80000000)
#define SIZE_ONES_MIN  INT64_C(0xfffff000)
/* Less than this after the claimed samples may be any remains. */
enum { REMAINS_MAX = 4096 };

/* How a chunk is written. */
struct notation {
  int name_bytes, size_bytes;
  bool is_big_endian;
  bool counts_header; /* the size includes name and size */
  int alignment;
  int form_bytes; /* before the first chunk */
  const char *format_name, *count_name, *data_name;
};

static const struct notation notations[] = {
    [CHUNKS_RIFF] = {4, 4, false, false, 2, 12, "fmt ", "fact", "data"},
    [CHUNKS_RIFX] = {4, 4, true, false, 2, 12, "fmt ", "fact", "data"},
    [CHUNKS_RF64] = {4, 4, false, false, 2, 12, "fmt ", "fact", "data"},
    [CHUNKS_BW64] = {4, 4, false, false, 2, 12, "fmt ", "fact", "data"},
    [CHUNKS_W64] = {16, 8, false, true, 8, 40, "fmt ", "fact", "data"},
    [CHUNKS_AIFF] = {4, 4, true, false, 2, 12, "COMM", NULL, "SSND"},
    [CHUNKS_AIFC] = {4, 4, true, false, 2, 12, "COMM", NULL, "SSND"},
    [CHUNKS_CAF] = {4, 8, true, false, 1, 8, "desc", NULL, "data"},
};

enum chunk_form chunk_form_of(const uint8_t *bytes, int64_t count) {
  static const struct {
    const char *name;
    int type_at;
    const char *type;
    enum chunk_form form;
  } forms[] = {{"RIFF", 8, "WAVE", CHUNKS_RIFF}, {"RIFX", 8, "WAVE", CHUNKS_RIFX},
               {"RF64", 8, "WAVE", CHUNKS_RF64}, {"BW64", 8, "WAVE", CHUNKS_BW64},
               {"riff", 24, "wave", CHUNKS_W64}, {"FORM", 8, "AIFF", CHUNKS_AIFF},
               {"FORM", 8, "AIFC", CHUNKS_AIFC}, {"caff", 0, "caff", CHUNKS_CAF}};
  for (size_t k = 0; k < sizeof(forms) / sizeof(forms[0]); k++) {
    if (count >= forms[k].type_at + 4 && memcmp(bytes, forms[k].name, 4) == 0 &&
        memcmp(bytes + forms[k].type_at, forms[k].type, 4) == 0) {
      return forms[k].form;
    }
  }
  return CHUNKS_NONE;
}

static uint64_t number_of(const uint8_t *bytes, int count, bool is_big_endian) {
  uint64_t value = 0;
  for (int k = 0; k < count; k++) {
    value = value << 8 | bytes[is_big_endian ? k : count - 1 - k];
  }
  return value;
}

static bool is_printable(const uint8_t *name) {
  for (int k = 0; k < 4; k++) {
    if (name[k] < 0x20 || name[k] > 0x7e) {
      return false;
    }
  }
  return true;
}

struct walker {
  struct disk_file *file;
  const struct notation *notation;
  struct chunk_walk *walk;
  int64_t start, end; /* of the form, of the file */
  int64_t form_end;   /* claimed; SIZE_UNKNOWN */
  int64_t wide_data;  /* the size of the data in "ds64"; SIZE_UNKNOWN */
  int error;
};

struct chunk {
  char name[4];
  struct chunk_content content; /* as claimed; bytes = SIZE_UNKNOWN where the size cannot be one */
};

static bool read_at(struct walker *walker, int64_t position, void *target, int64_t bytes) {
  int error = 0;
  int64_t done = disk_file_read(walker->file, position, target, (size_t)bytes, &error);
  if (done < 0) {
    walker->error = error;
  }
  return done == bytes;
}

/* False where no chunk begins. */
static bool read_chunk(struct walker *walker, int64_t position, struct chunk *chunk) {
  const struct notation *notation = walker->notation;
  const int header_bytes = notation->name_bytes + notation->size_bytes;
  uint8_t header[HEADER_BYTES_MAX];
  if (position + header_bytes > walker->end || !read_at(walker, position, header, header_bytes) ||
      !is_printable(header)) {
    return false;
  }
  uint64_t size =
      number_of(header + notation->name_bytes, notation->size_bytes, notation->is_big_endian);
  memcpy(chunk->name, header, sizeof(chunk->name));
  chunk->content.position = position + header_bytes;
  chunk->content.bytes = size > INT64_MAX / 2 ? SIZE_UNKNOWN : (int64_t)size;
  if (notation->counts_header && chunk->content.bytes >= 0) {
    chunk->content.bytes -= header_bytes;
    chunk->content.bytes = chunk->content.bytes < 0 ? SIZE_UNKNOWN : chunk->content.bytes;
  }
  return true;
}

static bool is_named(const struct chunk *chunk, const char *name) {
  return name != NULL && memcmp(chunk->name, name, 4) == 0;
}

/* Where the chunk after `content` begins. Some programs leave the padding out. */
static int64_t after_content(struct walker *walker, const struct chunk_content *content) {
  const int alignment = walker->notation->alignment;
  const int64_t end = content->position + content->bytes;
  const int64_t over = content->bytes % alignment;
  struct chunk next;
  if (over == 0) {
    return end;
  }
  const int64_t padded = end + alignment - over;
  if (alignment == 2 && !read_chunk(walker, padded, &next) && read_chunk(walker, end, &next)) {
    return end;
  }
  return padded;
}

static bool reaches_end(struct walker *walker, int64_t position) {
  for (int k = 0; k < TRAILERS_MAX && position < walker->end; k++) {
    struct chunk chunk;
    if (!read_chunk(walker, position, &chunk) || chunk.content.bytes < 0 ||
        chunk.content.bytes > walker->end - chunk.content.position) {
      return false;
    }
    position = after_content(walker, &chunk.content);
  }
  return position >= walker->end && position < walker->end + walker->notation->alignment;
}

bool chunks_reach_end(struct disk_file *file, enum chunk_form form, int64_t position,
                      int64_t file_bytes) {
  struct walker walker = {.file = file, .notation = &notations[form], .end = file_bytes};
  return reaches_end(&walker, position);
}

/* Sizes are 32 bits, and the form is longer. */
static bool may_have_wrapped(const struct walker *walker) {
  return walker->notation->size_bytes == 4 && walker->end - walker->start > SIZE_32_MAX;
}

static bool form_ends_with_file(const struct walker *walker) {
  return walker->form_end >= walker->end && walker->form_end <= walker->end + 1;
}

/* A claim that the file disproves and that no program means: then samples reach to its end. */
static bool is_placeholder(const struct walker *walker, int64_t claimed) {
  if (claimed <= 0) {
    return true;
  }
  return walker->notation->size_bytes == 4 && claimed <= SIZE_32_MAX &&
         claimed != walker->wide_data &&
         ((claimed >= SIZE_GUESS_MIN && claimed <= SIZE_GUESS_MAX) || claimed >= SIZE_ONES_MIN);
}

/* Samples begin at `position`, and `claimed` bytes of them are promised. Sets data and claim. */
static void measure_data(struct walker *walker, int64_t position, int64_t claimed) {
  struct chunk_walk *walk = walker->walk;
  const int64_t rest = walker->end - position;
  walk->data = (struct chunk_content){.position = position, .bytes = rest};
  walk->claimed_bytes = claimed;
  if (claimed >= 0 && claimed <= rest && reaches_end(walker, position + claimed)) {
    walk->data.bytes = claimed;
    return;
  }
  if (claimed >= 0 && claimed <= rest && walker->notation->alignment > 1) {
    const struct chunk_content content = {.position = position, .bytes = claimed};
    if (reaches_end(walker, after_content(walker, &content))) {
      walk->data.bytes = claimed;
      return;
    }
  }
  if (may_have_wrapped(walker) && claimed >= 0 && claimed < SIZE_32_MAX) {
    int64_t unwrapped = claimed;
    while (unwrapped < rest && !reaches_end(walker, position + unwrapped)) {
      unwrapped += SIZE_32_WRAP;
    }
    walk->claimed_bytes = is_placeholder(walker, claimed) ? SIZE_UNKNOWN : unwrapped;
    walk->data.bytes = unwrapped < rest ? unwrapped : rest;
    return;
  }
  if (is_placeholder(walker, claimed)) {
    walk->claimed_bytes = SIZE_UNKNOWN;
  } else if (form_ends_with_file(walker) && (claimed > rest || rest - claimed > REMAINS_MAX)) {
    /* Two claims differ, and the file agrees with the other one. */
    walk->claimed_bytes = rest;
  } else if (claimed < rest) {
    /* What follows are neither chunks nor claimed. */
    walk->data.bytes = claimed;
  }
}

/* Samples begin inside of SSND and of CAF's data chunk. */
static void find_samples(struct walker *walker, const struct chunk *chunk) {
  int64_t position = chunk->content.position;
  int64_t claimed = chunk->content.bytes;
  int64_t lead = 0;
  uint8_t bytes[8] = {0};
  const enum chunk_form form = walker->walk->form;
  if (form == CHUNKS_CAF) {
    lead = 4;
  } else if (form == CHUNKS_AIFF || form == CHUNKS_AIFC) {
    lead = 8;
    const int64_t rest = walker->end - position - lead;
    if (read_at(walker, position, bytes, sizeof(bytes))) {
      const int64_t offset = (int64_t)number_of(bytes, 4, true);
      lead += offset < rest ? offset : 0;
    }
  }
  if (lead > walker->end - position) {
    lead = walker->end - position;
  }
  if ((form == CHUNKS_RF64 || form == CHUNKS_BW64) && claimed == SIZE_32_MAX) {
    claimed = walker->wide_data;
  }
  measure_data(walker, position + lead,
               claimed < lead ? claimed < 0 ? SIZE_UNKNOWN : 0 : claimed - lead);
}

static bool has_samples(const struct chunk_walk *walk) {
  return walk->data.position != 0 && walk->data.bytes > 0;
}

static void note_chunk(struct walker *walker, const struct chunk *chunk) {
  const struct notation *notation = walker->notation;
  struct chunk_walk *walk = walker->walk;
  uint8_t bytes[16];
  if (is_named(chunk, notation->data_name) && !has_samples(walk)) {
    find_samples(walker, chunk);
  } else if (is_named(chunk, notation->format_name) && walk->format.position == 0) {
    walk->format = chunk->content;
  } else if (is_named(chunk, notation->count_name) && walk->count.position == 0) {
    walk->count = chunk->content;
  } else if (is_named(chunk, "ds64") && chunk->content.bytes >= 16 &&
             read_at(walker, chunk->content.position, bytes, sizeof(bytes))) {
    const uint64_t form_size = number_of(bytes, 8, false),
                   data_size = number_of(bytes + 8, 8, false);
    walker->wide_data = data_size > INT64_MAX / 2 ? SIZE_UNKNOWN : (int64_t)data_size;
    walker->form_end =
        form_size > INT64_MAX / 2 ? SIZE_UNKNOWN : walker->start + 8 + (int64_t)form_size;
  }
}

/* The next place from `position` on that names a chunk that is still missing; -1 = there is none.
 */
static int64_t search_chunk(struct walker *walker, int64_t position) {
  const struct notation *notation = walker->notation;
  uint8_t *piece = malloc(SEARCH_PIECE);
  int64_t found = -1;
  const char *wanted[] = {walker->walk->format.position == 0 ? notation->format_name : NULL,
                          notation->data_name};
  const int64_t limit =
      walker->end - position < SEARCH_BYTES ? walker->end : position + SEARCH_BYTES;
  while (piece != NULL && found < 0 && position + 8 <= limit) {
    const int64_t count = limit - position < SEARCH_PIECE ? limit - position : SEARCH_PIECE;
    if (!read_at(walker, position, piece, count)) {
      break;
    }
    for (int64_t k = 0; k + 4 <= count && found < 0; k++) {
      for (int name = 0; name < 2; name++) {
        found =
            wanted[name] != NULL && memcmp(piece + k, wanted[name], 4) == 0 ? position + k : found;
      }
    }
    position += count - 3;
  }
  free(piece);
  return found;
}

static bool is_needed(const struct walker *walker, const struct chunk *chunk) {
  return is_named(chunk, walker->notation->data_name) ||
         is_named(chunk, walker->notation->format_name);
}

/* Walks until nothing is missing. A place where no chunk begins, or one that cannot be as long as
 * it says, is left by a search for what is still missing. */
static void walk_chunks(struct walker *walker, int64_t position) {
  struct chunk_walk *walk = walker->walk;
  int64_t searched_to = position;
  for (int k = 0; k < CHUNKS_MAX && walker->error == 0 && position >= 0 && position < walker->end;
       k++) {
    struct chunk chunk;
    const bool is_chunk = read_chunk(walker, position, &chunk);
    const bool overruns = is_chunk && (chunk.content.bytes < 0 ||
                                       chunk.content.bytes > walker->end - chunk.content.position);
    if (!is_chunk || (overruns && !is_needed(walker, &chunk))) {
      if (has_samples(walk) && walk->format.position != 0) {
        return;
      }
      searched_to = position + 1 > searched_to ? position + 1 : searched_to;
      position = search_chunk(walker, searched_to);
      searched_to = position + 1;
      continue;
    }
    note_chunk(walker, &chunk);
    if (is_named(&chunk, walker->notation->data_name) && walk->data.position != 0) {
      chunk.content = walk->data;
    }
    if (has_samples(walk) && walk->format.position != 0) {
      return;
    }
    position = chunk.content.bytes < 0 ? -1 : after_content(walker, &chunk.content);
  }
}

/* Whether bytes that are no chunk are more than padding. */
static bool means_something(struct walker *walker, int64_t position) {
  static const char *const tags[] = {"ID3", "TAG", "APETAGEX", "LYRICSBEGIN"};
  uint8_t bytes[REMAINS_MAX];
  if (walker->end - position <= REMAINS_MAX || !read_at(walker, position, bytes, sizeof(bytes))) {
    return false;
  }
  for (size_t k = 0; k < sizeof(tags) / sizeof(tags[0]); k++) {
    if (memcmp(bytes, tags[k], strlen(tags[k])) == 0) {
      return false;
    }
  }
  for (size_t k = 0; k < sizeof(bytes); k++) {
    if (bytes[k] != 0) {
      return true;
    }
  }
  return false;
}

/* What follows the samples. Another form may be shorter than what else is passed over. */
static int64_t unread_after(struct walker *walker) {
  const struct chunk_walk *walk = walker->walk;
  int64_t position = after_content(walker, &walk->data), unread = 0;
  for (int k = 0; k < CHUNKS_MAX && position < walker->end; k++) {
    uint8_t bytes[FORM_BYTES_MAX];
    struct chunk chunk;
    const int64_t rest = walker->end - position;
    const int64_t count = rest < FORM_BYTES_MAX ? rest : FORM_BYTES_MAX;
    if (read_at(walker, position, bytes, count) && chunk_form_of(bytes, count) != CHUNKS_NONE) {
      return unread + rest;
    }
    if (!read_chunk(walker, position, &chunk) || chunk.content.bytes < 0 ||
        chunk.content.bytes > walker->end - chunk.content.position) {
      return unread + (means_something(walker, position) ? rest : 0);
    }
    unread += is_named(&chunk, walker->notation->data_name) ? chunk.content.bytes : 0;
    position = after_content(walker, &chunk.content);
  }
  return unread;
}

bool chunk_walk(struct disk_file *file, int64_t start, struct chunk_walk *walk, int *error) {
  uint8_t bytes[FORM_BYTES_MAX];
  struct walker walker = {.file = file, .walk = walk, .start = start, .wide_data = SIZE_UNKNOWN};
  *walk = (struct chunk_walk){.claimed_bytes = SIZE_UNKNOWN, .form = CHUNKS_NONE};
  walker.end = disk_file_bytes(file, error);
  int64_t count = walker.end < 0 ? -1 : disk_file_read(file, start, bytes, sizeof(bytes), error);
  if (count < 0) {
    return false;
  }
  walk->form = chunk_form_of(bytes, count);
  if (walk->form == CHUNKS_NONE) {
    return true;
  }
  walker.notation = &notations[walk->form];
  walker.form_end = SIZE_UNKNOWN;
  if (walker.notation->form_bytes == 12) {
    walker.form_end = start + 8 + (int64_t)number_of(bytes + 4, 4, walker.notation->is_big_endian);
  }
  const int64_t first = start + walker.notation->form_bytes;
  walk_chunks(&walker, first);
  if (walk->data.position == 0 && walker.error == 0) {
    /* A size that is wrong led past the samples. */
    walk_chunks(&walker, search_chunk(&walker, first));
  }
  walk->unread_bytes = has_samples(walk) ? unread_after(&walker) : 0;
  *error = walker.error;
  return walker.error == 0;
}

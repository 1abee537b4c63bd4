#include "file/sound/chunk_header.h"

#include <stdio.h>
#include <string.h>

/* More of a format chunk is not meant. */
enum { FORMAT_BYTES_MAX = 512, FACT_BYTES_MAX = 64 };
enum { WAVE_FORMAT_MIN = 14, WAVE_FORMAT_BYTES = 16, COMM_BYTES = 18, DESC_BYTES = 32 };
enum { TAG_EXTENSIBLE = 0xfffe, TAG_PCM = 1, TAG_MPEG = 0x50, TAG_MP3 = 0x55 };
enum { DESC_CODING_AT = 8, DESC_FLAGS_AT = 12, DESC_CHANNELS_AT = 24, DESC_BITS_AT = 28 };
enum { DESC_IS_FLOAT = 1, SAMPLE_BITS_MAX = 64, TAG_FLOAT = 3 };
enum { CAF_VERSION = 0x10000, CAF_EDIT_BYTES = 4 };
enum { COMM_FRAMES_AT = 2, COMM_BITS_AT = 6, COMM_CODING_AT = 18 };
enum { ENDLESS_FORM_BYTES = 8 };
#define FORM_BYTES_MAX INT64_C(0xfffffff0)

struct writer {
  struct sound_view *view;
  bool is_big_endian;
};

static void put_bytes(struct writer *writer, const void *bytes, int64_t count) {
  memcpy(writer->view->header + writer->view->header_bytes, bytes, (size_t)count);
  writer->view->header_bytes += count;
}

static void put_number(struct writer *writer, uint64_t value, int count) {
  for (int k = 0; k < count; k++) {
    const int place = writer->is_big_endian ? count - 1 - k : k;
    writer->view->header[writer->view->header_bytes++] = (uint8_t)(value >> (8 * place));
  }
}

static void put_chunk(struct writer *writer, const char *name, uint64_t size) {
  put_bytes(writer, name, 4);
  put_number(writer, size, 4);
}

static void put_content(struct writer *writer, const char *name, const uint8_t *bytes,
                        int64_t count) {
  put_chunk(writer, name, (uint64_t)count);
  put_bytes(writer, bytes, count);
  if (count % 2 != 0) {
    put_number(writer, 0, 1);
  }
}

static uint32_t number_at(const uint8_t *bytes, int count, bool is_big_endian) {
  uint32_t value = 0;
  for (int k = 0; k < count; k++) {
    value = value << 8 | bytes[is_big_endian ? k : count - 1 - k];
  }
  return value;
}

/* Up to `most` bytes of a chunk; -1 + `*error`. */
static int64_t read_content(struct disk_file *file, const struct chunk_content *content,
                            uint8_t *target, int64_t most, int *error) {
  const int64_t bytes = content->bytes < 0 || content->bytes > most ? most : content->bytes;
  return content->position == 0
             ? 0
             : disk_file_read(file, content->position, target, (size_t)bytes, error);
}

static void describe_samples(bool is_float, uint32_t bits, struct chunk_coding *coding) {
  coding->is_whole &= bits > 0 && bits <= SAMPLE_BITS_MAX;
  snprintf(coding->text, sizeof(coding->text), "%u bit %s", (unsigned)bits,
           is_float ? "float" : "PCM");
}

static void describe_wave(const uint8_t *format, int64_t bytes, bool is_big_endian,
                          struct chunk_coding *coding) {
  static const uint16_t known[] = {1, 2, 3, 6, 7, 0x11, 0x31, 0x38, 0x40};
  uint32_t tag = number_at(format, 2, is_big_endian);
  if (tag == TAG_EXTENSIBLE && bytes >= 26) {
    tag = number_at(format + 24, 2, is_big_endian);
  }
  for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
    coding->is_known |= tag == known[k];
  }
  coding->tag = tag;
  coding->is_mpeg = tag == TAG_MPEG || tag == TAG_MP3;
  snprintf(coding->text, sizeof(coding->text), "coding 0x%04x", (unsigned)tag);
  const uint32_t bits = number_at(format + 14, 2, is_big_endian);
  coding->channels = number_at(format + 2, 2, is_big_endian);
  coding->sample_rate = number_at(format + 4, 4, is_big_endian);
  coding->is_whole = coding->channels > 0 && coding->sample_rate > 0;
  if (tag == TAG_PCM || tag == TAG_FLOAT) {
    describe_samples(tag == TAG_FLOAT, bits, coding);
  }
}

static void describe_letters(const uint8_t letters[4], const char *known,
                             struct chunk_coding *coding) {
  char name[5] = {0};
  for (int k = 0; k < 4; k++) {
    name[k] = letters[k] >= 0x20 && letters[k] < 0x7f ? (char)letters[k] : '?';
  }
  coding->tag = number_at(letters, 4, true);
  coding->is_known = strstr(known, name) != NULL;
  snprintf(coding->text, sizeof(coding->text), "coding \"%s\"", name);
}

static void put_wave(struct writer *writer, const uint8_t *format, int64_t format_bytes,
                     const uint8_t *fact, int64_t fact_bytes, int64_t data_bytes) {
  const bool is_long = data_bytes > FORM_BYTES_MAX - SOUND_HEADER_BYTES_MAX;
  const int64_t sound_bytes = 4 + 8 + format_bytes + format_bytes % 2 +
                              (fact_bytes > 0 ? 8 + fact_bytes + fact_bytes % 2 : 0) + 8 +
                              data_bytes + data_bytes % 2;
  const bool is_wide = is_long && !writer->is_big_endian;
  const int64_t form_bytes = sound_bytes + (is_wide ? 36 : 0);
  /* RIFX has no form for more than 4 GiB; these two sizes are libsndfile's for "to the end". */
  const bool is_endless = is_long && !is_wide;
  put_chunk(writer,
            is_wide                 ? "RF64"
            : writer->is_big_endian ? "RIFX"
                                    : "RIFF",
            is_wide      ? 0xffffffffu
            : is_endless ? ENDLESS_FORM_BYTES
                         : (uint64_t)form_bytes);
  put_bytes(writer, "WAVE", 4);
  if (is_wide) {
    put_chunk(writer, "ds64", 28);
    put_number(writer, (uint64_t)form_bytes, 8);
    put_number(writer, (uint64_t)data_bytes, 8);
    put_number(writer, 0, 8);
    put_number(writer, 0, 4);
  }
  put_content(writer, "fmt ", format, format_bytes);
  if (fact_bytes > 0) {
    put_content(writer, "fact", fact, fact_bytes);
  }
  put_chunk(writer, "data", is_wide ? 0xffffffffu : is_endless ? 0 : (uint64_t)data_bytes);
}

static bool build_wave(struct disk_file *file, const struct chunk_walk *walk, struct writer *writer,
                       struct chunk_coding *coding, int *error) {
  uint8_t format[FORMAT_BYTES_MAX] = {0}, fact[FACT_BYTES_MAX];
  int64_t format_bytes = read_content(file, &walk->format, format, sizeof(format), error);
  int64_t fact_bytes = read_content(file, &walk->count, fact, sizeof(fact), error);
  if (format_bytes < WAVE_FORMAT_MIN || fact_bytes < 0) {
    return false;
  }
  const bool big = writer->is_big_endian;
  if (format_bytes < WAVE_FORMAT_BYTES) {
    /* The oldest form leaves out the bits of a sample. */
    const uint32_t channels = number_at(format + 2, 2, big), block = number_at(format + 12, 2, big);
    const uint32_t bits = channels > 0 ? 8 * block / channels : 0;
    format[big ? 15 : 14] = (uint8_t)bits;
    format_bytes = WAVE_FORMAT_BYTES;
  }
  describe_wave(format, format_bytes, big, coding);
  /* A count of frames is of use for compressed samples only, and only if it is of these. */
  const bool is_compressed = coding->tag != TAG_PCM && coding->tag != TAG_FLOAT;
  if (!is_compressed || walk->claimed_bytes != walk->data.bytes) {
    fact_bytes = 0;
  }
  put_wave(writer, format, format_bytes, fact, fact_bytes, walk->data.bytes);
  return true;
}

static bool build_aiff(struct disk_file *file, const struct chunk_walk *walk, struct writer *writer,
                       struct chunk_coding *coding, int *error) {
  uint8_t comm[FORMAT_BYTES_MAX] = {0};
  const bool is_compressed = walk->form == CHUNKS_AIFC;
  int64_t bytes = read_content(file, &walk->format, comm, sizeof(comm), error);
  if (bytes < COMM_BYTES + (is_compressed ? 4 : 0)) {
    return false;
  }
  if (is_compressed) {
    describe_letters(comm + COMM_CODING_AT,
                     "NONE sowt twos raw  in24 42ni in32 23ni fl32 FL32 fl64 FL64 ulaw ULAW alaw "
                     "ALAW ima4 DWVW GSM ",
                     coding);
  } else {
    coding->is_known = true;
  }
  coding->is_whole = number_at(comm, 2, true) > 0;
  const uint32_t bits = number_at(comm + COMM_BITS_AT, 2, true);
  if (!is_compressed) {
    describe_samples(false, bits, coding);
  }
  const int64_t frame_bytes = (int64_t)number_at(comm, 2, true) * ((bits + 7) / 8);
  const bool is_true =
      walk->claimed_bytes == walk->data.bytes && number_at(comm + COMM_FRAMES_AT, 4, true) != 0;
  if (!is_true && frame_bytes > 0) {
    const uint64_t frames = (uint64_t)(walk->data.bytes / frame_bytes);
    for (int k = 0; k < 4; k++) {
      comm[COMM_FRAMES_AT + k] = (uint8_t)(frames >> (8 * (3 - k)));
    }
  }
  int64_t form_bytes = 4 + 8 + bytes + bytes % 2 + 16 + walk->data.bytes + walk->data.bytes % 2;
  int64_t chunk_bytes = 8 + walk->data.bytes;
  form_bytes = form_bytes > FORM_BYTES_MAX ? FORM_BYTES_MAX : form_bytes;
  chunk_bytes = chunk_bytes > FORM_BYTES_MAX ? FORM_BYTES_MAX : chunk_bytes;
  put_chunk(writer, "FORM", (uint64_t)form_bytes);
  put_bytes(writer, is_compressed ? "AIFC" : "AIFF", 4);
  put_content(writer, "COMM", comm, bytes);
  put_chunk(writer, "SSND", (uint64_t)chunk_bytes);
  put_number(writer, 0, 8);
  return true;
}

static double double_at(const uint8_t *bytes) {
  const uint64_t bits = (uint64_t)number_at(bytes, 4, true) << 32 | number_at(bytes + 4, 4, true);
  double value;
  memcpy(&value, &bits, sizeof(value));
  return value;
}

/* Compressed CAF files have tables that decoding needs: these are shown as they are. */
static bool build_caf(struct disk_file *file, const struct chunk_walk *walk, struct writer *writer,
                      struct chunk_coding *coding, int *error) {
  uint8_t desc[DESC_BYTES];
  if (read_content(file, &walk->format, desc, sizeof(desc), error) < DESC_BYTES) {
    return false;
  }
  describe_letters(desc + DESC_CODING_AT, "lpcm ulaw alaw", coding);
  coding->channels = number_at(desc + DESC_CHANNELS_AT, 4, true);
  coding->sample_rate = double_at(desc);
  coding->is_whole = coding->channels > 0;
  if (memcmp(desc + DESC_CODING_AT, "lpcm", 4) == 0) {
    describe_samples((number_at(desc + DESC_FLAGS_AT, 4, true) & DESC_IS_FLOAT) != 0,
                     number_at(desc + DESC_BITS_AT, 4, true), coding);
  }
  if (!coding->is_known) {
    *writer->view = sound_view_of_file();
    return true;
  }
  put_bytes(writer, "caff", 4);
  put_number(writer, CAF_VERSION, 4);
  put_bytes(writer, "desc", 4);
  put_number(writer, DESC_BYTES, 8);
  put_bytes(writer, desc, DESC_BYTES);
  put_bytes(writer, "data", 4);
  put_number(writer, (uint64_t)walk->data.bytes + CAF_EDIT_BYTES, 8);
  put_number(writer, 0, CAF_EDIT_BYTES);
  return true;
}

bool chunk_header_build(struct disk_file *file, const struct chunk_walk *walk,
                        struct sound_view *view, struct chunk_coding *coding, int *error) {
  struct writer writer = {.view = view,
                          .is_big_endian = walk->form == CHUNKS_RIFX || walk->form == CHUNKS_AIFF ||
                                           walk->form == CHUNKS_AIFC || walk->form == CHUNKS_CAF};
  *error = 0;
  *coding = (struct chunk_coding){0};
  *view = (struct sound_view){.position = walk->data.position, .bytes = walk->data.bytes};
  if (walk->data.position == 0) {
    return false;
  }
  if (walk->form == CHUNKS_CAF) {
    return build_caf(file, walk, &writer, coding, error);
  }
  if (walk->form == CHUNKS_AIFF || walk->form == CHUNKS_AIFC) {
    return build_aiff(file, walk, &writer, coding, error);
  }
  return build_wave(file, walk, &writer, coding, error);
}

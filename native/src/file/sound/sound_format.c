#include "file/sound/sound_format.h"

#include <sndfile.h>
#include <stdio.h>
#include <string.h>

enum { PAGE_HEADER_BYTES = 27, OGG_BYTES = 384 };

struct format_name {
  int format;
  const char *name;
};

static const char *name_of(int format, const struct format_name *names, size_t count,
                           const char *otherwise) {
  for (size_t k = 0; k < count; k++) {
    if (names[k].format == format) {
      return names[k].name;
    }
  }
  return otherwise;
}

static const char *library_name(int format, SF_FORMAT_INFO *found, const char *otherwise) {
  found->format = format;
  return sf_command(NULL, SFC_GET_FORMAT_INFO, found, sizeof(*found)) == 0 ? found->name
                                                                           : otherwise;
}

void sound_format_describe(int format, const char *container, char *text, size_t bytes) {
  static const struct format_name containers[] = {
      {SF_FORMAT_WAV, "WAV"},   {SF_FORMAT_WAVEX, "WAV"}, {SF_FORMAT_RF64, "RF64"},
      {SF_FORMAT_AIFF, "AIFF"}, {SF_FORMAT_AU, "AU"},     {SF_FORMAT_W64, "W64"},
      {SF_FORMAT_CAF, "CAF"},   {SF_FORMAT_FLAC, "FLAC"}, {SF_FORMAT_OGG, "Ogg"}};
  static const struct format_name codings[] = {
      {SF_FORMAT_PCM_S8, "8 bit"},       {SF_FORMAT_PCM_U8, "8 bit"},
      {SF_FORMAT_PCM_16, "16 bit"},      {SF_FORMAT_PCM_24, "24 bit"},
      {SF_FORMAT_PCM_32, "32 bit"},      {SF_FORMAT_FLOAT, "32 bit float"},
      {SF_FORMAT_DOUBLE, "64 bit float"}};
  const int major = format & SF_FORMAT_TYPEMASK, minor = format & SF_FORMAT_SUBMASK;
  SF_FORMAT_INFO major_info = {0}, minor_info = {0};
  if (minor == SF_FORMAT_VORBIS || minor == SF_FORMAT_OPUS) {
    snprintf(text, bytes, "%s", minor == SF_FORMAT_VORBIS ? "Ogg Vorbis" : "Opus");
    return;
  }
  if (container == NULL) {
    container = name_of(major, containers, sizeof(containers) / sizeof(containers[0]),
                        library_name(major, &major_info, "sound file"));
  }
  snprintf(text, bytes, "%s, %s", container,
           name_of(minor, codings, sizeof(codings) / sizeof(codings[0]),
                   library_name(minor, &minor_info, "")));
}

bool sound_format_is_lossy(int format) {
  const int minor = format & SF_FORMAT_SUBMASK;
  return minor == SF_FORMAT_VORBIS || minor == SF_FORMAT_OPUS;
}

int64_t sound_format_frames_in(int format, int64_t bytes) {
  static const struct {
    int coding, bytes, frames;
  } blocks[] = {{SF_FORMAT_G721_32, 1, 2}, {SF_FORMAT_G723_24, 3, 8}, {SF_FORMAT_G723_40, 5, 8}};
  if ((format & SF_FORMAT_SUBMASK) == SF_FORMAT_GSM610) {
    /* Blocks of 65 bytes in WAV and W64, of 33 elsewhere. */
    const int container = format & SF_FORMAT_TYPEMASK;
    const bool is_wave = container != SF_FORMAT_AIFF && container != SF_FORMAT_RAW;
    return is_wave ? bytes / 65 * 320 : bytes / 33 * 160;
  }
  for (size_t k = 0; k < sizeof(blocks) / sizeof(blocks[0]); k++) {
    if ((format & SF_FORMAT_SUBMASK) == blocks[k].coding) {
      return bytes / blocks[k].bytes * blocks[k].frames +
             bytes % blocks[k].bytes * blocks[k].frames / blocks[k].bytes;
    }
  }
  return INT64_MAX;
}

bool sound_format_of_ogg(struct disk_file *file, int64_t position, char *text, size_t bytes) {
  static const struct {
    const char *mark, *name;
  } codings[] = {{"\x7f"
                  "FLAC",
                  "FLAC"},
                 {"fLaC", "FLAC"},
                 {"Speex   ", "Speex"},
                 {"\x80theora", "a Theora film"},
                 {"PCM     ", "PCM"},
                 {"CELT    ", "CELT"},
                 {"fishead", "several streams"}};
  uint8_t page[OGG_BYTES] = {0};
  int error = 0;
  if (disk_file_read(file, position, page, sizeof(page), &error) < PAGE_HEADER_BYTES + 1) {
    return false;
  }
  const uint8_t *packet = page + PAGE_HEADER_BYTES + page[PAGE_HEADER_BYTES - 1];
  for (size_t k = 0; k < sizeof(codings) / sizeof(codings[0]); k++) {
    if (memcmp(packet, codings[k].mark, strlen(codings[k].mark)) == 0) {
      snprintf(text, bytes, "is an Ogg file with %s", codings[k].name);
      return true;
    }
  }
  return false;
}

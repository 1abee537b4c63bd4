#include "file/media/media.h"

#include <stdlib.h>

#include "check.h"
#include "file/disk/disk_file.h"
#include "file/sound/resample.h"
#include "sound_fixtures.h"

#define PI 3.14159265358979323846

static struct media_settings resident(const char *path, double sample_rate) {
  return (struct media_settings){
      .path = path, .sample_rate = sample_rate, .resident_limit_frames = INT64_MAX, .quality = -1};
}

static struct media *open_media(struct media_settings settings) {
  struct failure failure = {0};
  struct media *media = media_open(&settings, &failure);
  if (media == NULL) {
    CHECK_FAIL("%s", failure.sentence);
  }
  return media;
}

static struct media_status status_of(const struct media *media) {
  struct media_status status;
  media_status(media, &status);
  return status;
}

static struct media_status wait_for_end(const struct media *media) {
  WAIT_FOR(status_of(media).state != MEDIA_DECODING);
  return status_of(media);
}

static struct media *open_ready(struct media_settings settings) {
  struct media *media = open_media(settings);
  struct media_status status = wait_for_end(media);
  if (status.state != MEDIA_READY) {
    CHECK_FAIL("%s", status.failure.sentence);
  }
  CHECK_EQUAL(status.ready_frames, status.frames);
  return media;
}

static void decoding_is_what_libsndfile_reads_bit_for_bit(void) {
  static const struct {
    int format, channels;
  } files[] = {
      {SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1},          {SF_FORMAT_WAV | SF_FORMAT_FLOAT, 8},
      {SF_FORMAT_WAV | SF_FORMAT_FLOAT, 200},        {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2},
      {SF_FORMAT_WAV | SF_FORMAT_PCM_24, 64},        {SF_FORMAT_AIFF | SF_FORMAT_PCM_32, 2},
      {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 2},        {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 2},
      {SF_FORMAT_OGG | SF_FORMAT_OPUS, 1},           {SF_FORMAT_CAF | SF_FORMAT_FLOAT, 2},
      {SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 2}};
  for (size_t k = 0; k < sizeof(files) / sizeof(files[0]); k++) {
    const char *path = fixture_path("decode");
    const int channels = files[k].channels;
    const int64_t frames = channels > 8 ? 30000 : 200003;
    float *noise = fixture_noise(frames, channels, (uint32_t)k);
    fixture_write(path, files[k].format, channels, 48000, noise, frames);
    CHECK_EQUAL(fixture_read(path, noise, frames, channels), frames);
    struct media *media = open_ready(resident(path, 48000));
    struct media_status status = status_of(media);
    CHECK_EQUAL(status.kind, MEDIA_RESIDENT);
    CHECK_EQUAL(status.frames, frames);
    CHECK_EQUAL(status.channels, channels);
    CHECK_EQUAL(status.quality, -1);
    CHECK(memcmp(sample_buffer_data(media_samples(media)), noise,
                 (size_t)(frames * channels) * sizeof(float)) == 0);
    float *end = malloc((size_t)channels * 10 * sizeof(float));
    CHECK_EQUAL(media_read(media, frames - 4, 10, end, NULL), 4);
    free(end);
    media_release(media);
    free(noise);
  }
}

static void broken_samples_are_counted(void) {
  const char *path = fixture_path("nan.wav");
  float *noise = fixture_noise(100000, 2, 1);
  noise[5] = NAN;
  noise[150000] = INFINITY;
  fixture_write(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, 48000, noise, 100000);
  struct media *media = open_ready(resident(path, 48000));
  CHECK_EQUAL(status_of(media).replaced_samples, 2);
  CHECK_NEAR(sample_buffer_data(media_samples(media))[150000], 0, 0);
  media_release(media);
  free(noise);
}

/* The signal to noise ratio, in dB, of samples that should be a sine of amplitude 0.5, away from
 * the ends. Phase included: a shift of the sound by a fraction of a frame shows. */
static double sine_quality(const float *samples, int64_t frames, int channels, int channel_index,
                           double frequency, double rate) {
  double signal = 0, noise = 0;
  for (int64_t frame = 2000; frame < frames - 2000; frame++) {
    double ideal = 0.5 * sin(2 * PI * frequency / rate * (double)frame);
    double error = samples[frame * channels + channel_index] - ideal;
    signal += ideal * ideal;
    noise += error * error;
  }
  return 10 * log10(signal / noise);
}

static void resampling_keeps_length_phase_and_quality(void) {
  static const struct {
    int from, to, quality;
    double least;
  } cases[] = {{44100, 48000, RESAMPLE_BEST, 120},   {44100, 48000, RESAMPLE_MEDIUM, 110},
               {44100, 48000, RESAMPLE_FASTEST, 90}, {48000, 44100, RESAMPLE_BEST, 120},
               {8000, 48000, RESAMPLE_BEST, 120},    {96000, 48000, RESAMPLE_BEST, 120},
               {384000, 44100, RESAMPLE_BEST, 110},  {48000, 8000, RESAMPLE_BEST, 110},
               {11025, 192000, RESAMPLE_MEDIUM, 100}};
  for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
    const char *path = fixture_path("rate.wav");
    const int64_t frames = 2 * cases[k].from + 17;
    float *sine = fixture_sine(frames, 2, 440, cases[k].from);
    fixture_write(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, cases[k].from, sine, frames);
    free(sine);
    struct media_settings settings = resident(path, cases[k].to);
    settings.quality = cases[k].quality;
    struct media *media = open_ready(settings);
    struct media_status status = status_of(media);
    CHECK_EQUAL(status.frames, resampled_frames(frames, cases[k].from, cases[k].to));
    CHECK_EQUAL(status.quality, cases[k].quality);
    CHECK_NEAR(status.source_sample_rate, cases[k].from, 0);
    for (int channel = 0; channel < 2; channel++) {
      double quality = sine_quality(sample_buffer_data(media_samples(media)), status.frames, 2,
                                    channel, 440, cases[k].to);
      if (quality < cases[k].least) {
        CHECK_FAIL("%d to %d Hz at quality %d: %.1f dB", cases[k].from, cases[k].to,
                   cases[k].quality, quality);
      }
    }
    media_release(media);
  }
}

/* Decodes `frames` frames of mono at another rate; the caller frees the samples. */
static float *resampled(const float *samples, int64_t frames, int from, int to, int64_t *made) {
  const char *path = fixture_path("ends.wav");
  fixture_write(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1, from, samples, frames);
  struct media *media = open_ready(resident(path, to));
  *made = status_of(media).frames;
  float *copy = malloc((size_t)*made * sizeof(float));
  memcpy(copy, sample_buffer_data(media_samples(media)), (size_t)*made * sizeof(float));
  media_release(media);
  return copy;
}

static void a_sound_of_a_few_frames_keeps_its_level_at_another_rate(void) {
  static const int rates[][2] = {{48000, 44100}, {192000, 48000}, {192000, 8000},
                                 {8000, 96000},  {11025, 192000}, {384000, 44100}};
  static const float constant[15] = {0.8f, 0.8f, 0.8f, 0.8f, 0.8f, 0.8f, 0.8f, 0.8f,
                                     0.8f, 0.8f, 0.8f, 0.8f, 0.8f, 0.8f, 0.8f};
  static const float click[3] = {0, 0.8f, 0};
  for (size_t k = 0; k < sizeof(rates) / sizeof(rates[0]); k++) {
    static const int64_t lengths[] = {1, 2, 15};
    int64_t made;
    for (int length = 0; length < 3; length++) {
      float *samples = resampled(constant, lengths[length], rates[k][0], rates[k][1], &made);
      CHECK_EQUAL(made, resampled_frames(lengths[length], rates[k][0], rates[k][1]));
      for (int64_t at = 0; at < made; at++) {
        CHECK_NEAR(samples[at], 0.8, 1e-4);
      }
      free(samples);
    }
    /* What changes is no loop: silence surrounds it. */
    float *samples = resampled(click, 3, rates[k][0], rates[k][1], &made);
    CHECK(fabsf(samples[made - 1]) < 0.6f);
    free(samples);
  }
}

static void an_exact_loop_stays_one_at_another_rate(void) {
  static const int rates[][2] = {
      {96000, 48000}, {192000, 44100}, {44100, 48000}, {48000, 44100}, {22050, 48000}};
  for (size_t k = 0; k < sizeof(rates) / sizeof(rates[0]); k++) {
    const int from = rates[k][0], to = rates[k][1];
    float *constant = malloc((size_t)from * sizeof(float));
    for (int64_t at = 0; at < from; at++) {
      constant[at] = 0.5f;
    }
    int64_t made;
    float *samples = resampled(constant, from / 10, from, to, &made);
    for (int64_t at = 0; at < made; at++) {
      CHECK_NEAR(samples[at], 0.5, 1e-4);
    }
    free(samples);
    free(constant);
    /* A second of 100 Hz: a hundred whole periods. */
    float *sine = fixture_sine(from, 1, 100, from);
    samples = resampled(sine, from, from, to, &made);
    CHECK_EQUAL(made, to);
    for (int64_t at = 0; at < made; at++) {
      CHECK_NEAR(samples[at], 0.5 * sin(2 * PI * 100 / to * (double)at), 1e-4);
    }
    free(samples);
    free(sine);
  }
}

static void a_sound_that_is_no_loop_ends_with_its_own_frames(void) {
  const int64_t frames = 19200;
  float *rising = malloc((size_t)frames * sizeof(float));
  for (int64_t at = 0; at < frames; at++) {
    rising[at] = 0.2f + 0.5f * (float)at / (float)frames;
  }
  int64_t made;
  float *samples = resampled(rising, frames, 192000, 44100, &made);
  CHECK_EQUAL(made, 4410);
  CHECK(samples[made - 1] > 0.25f);
  CHECK_NEAR(samples[made / 2], 0.45, 1e-3);
  free(samples);
  free(rising);
}

static void more_channels_than_the_resampler_takes_are_each_resampled_alone(void) {
  const char *many_path = fixture_path("many.wav"), *one_path = fixture_path("one.wav");
  const int64_t frames = 5000;
  float *many = fixture_noise(frames, 200, 5), *one = malloc((size_t)frames * sizeof(float));
  fixture_write(many_path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 200, 44100, many, frames);
  struct media *all = open_ready(resident(many_path, 48000));
  const float *all_samples = sample_buffer_data(media_samples(all));
  for (int channel = 0; channel < 200; channel += 66) {
    for (int64_t frame = 0; frame < frames; frame++) {
      one[frame] = many[frame * 200 + channel];
    }
    fixture_write(one_path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1, 44100, one, frames);
    struct media *alone = open_ready(resident(one_path, 48000));
    const float *samples = sample_buffer_data(media_samples(alone));
    for (int64_t frame = 0; frame < status_of(alone).frames; frame++) {
      CHECK_NEAR(all_samples[frame * 200 + channel], samples[frame], 1e-6);
    }
    media_release(alone);
  }
  media_release(all);
  free(many);
  free(one);
}

static void the_quality_follows_the_length(void) {
  static const struct {
    int seconds, quality;
  } cases[] = {{119, RESAMPLE_BEST}, {121, RESAMPLE_MEDIUM}, {601, RESAMPLE_FASTEST}};
  for (int k = 0; k < 3; k++) {
    const char *path = fixture_path("long.wav");
    float *noise = fixture_noise(8000 * cases[k].seconds, 1, 2);
    fixture_write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, 8000, noise, 8000 * cases[k].seconds);
    free(noise);
    struct media *media = open_media(resident(path, 11025));
    CHECK_EQUAL(status_of(media).quality, cases[k].quality);
    media_release(media);
  }
}

static const char *write_long(const char *name, int rate, int seconds) {
  const char *path = fixture_path(name);
  float *noise = fixture_noise((int64_t)rate * seconds, 2, 6);
  fixture_write(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2, rate, noise, (int64_t)rate * seconds);
  free(noise);
  return path;
}

static void a_cancelled_job_keeps_what_is_ready(void) {
  struct media_settings settings = resident(write_long("cancel.wav", 44100, 100), 48000);
  settings.quality = RESAMPLE_BEST;
  struct media *media = open_media(settings);
  WAIT_FOR(status_of(media).ready_frames > 0);
  media_cancel(media);
  struct media_status status = wait_for_end(media);
  CHECK_EQUAL(status.state, MEDIA_CANCELLED);
  CHECK_TEXT(failure_code_name(status.failure.code), "job-cancelled");
  CHECK(strstr(status.failure.sentence, "\"cancel.wav\"") != NULL);
  CHECK(status.ready_frames < status.frames);
  CHECK_EQUAL(sample_buffer_ready_frames(media_samples(media)), status.ready_frames);
  CHECK(!sample_buffer_may_grow(media_samples(media)));
  float triple[2 * 3];
  CHECK_EQUAL(media_peaks(media, 0, 256, 1, triple), 1);
  CHECK_EQUAL(media_peaks(media, status.ready_frames, 256, 1, triple), 0);
  media_release(media);
}

static void a_short_file_is_ready_before_long_ones_that_came_first(void) {
  struct media_settings settings = resident(write_long("patient.wav", 44100, 120), 48000);
  settings.quality = RESAMPLE_BEST;
  struct media *first = open_media(settings), *second = open_media(settings);
  WAIT_FOR(status_of(first).ready_frames > 0 && status_of(second).ready_frames > 0);
  struct media *brief = open_ready(resident(write_long("brief.wav", 44100, 1), 48000));
  CHECK_EQUAL(status_of(first).state, MEDIA_DECODING);
  CHECK_EQUAL(status_of(second).state, MEDIA_DECODING);
  media_release(brief);
  media_release(first);
  media_release(second);
}

static void a_long_file_of_the_sessions_rate_is_played_from_itself(void) {
  const char *path = fixture_path("stream.flac");
  const int64_t frames = 300000;
  float *noise = fixture_noise(frames, 2, 7);
  fixture_write(path, SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 2, 48000, noise, frames);
  CHECK_EQUAL(fixture_read(path, noise, frames, 2), frames);
  struct media_settings settings = resident(path, 48000);
  settings.resident_limit_frames = frames - 1;
  struct media *media = open_media(settings);
  CHECK_EQUAL(status_of(media).kind, MEDIA_STREAMED);
  CHECK_EQUAL(status_of(media).ready_frames, frames);
  CHECK(media_samples(media) == NULL);
  wait_for_end(media);
  float part[2000];
  for (int64_t at = 299500; at >= 0; at -= 33333) {
    int64_t rest = frames - at;
    CHECK_EQUAL(media_read(media, at, 1000, part, NULL), rest < 1000 ? rest : 1000);
    CHECK(memcmp(part, noise + 2 * at, (rest < 1000 ? 1000 : 2000) * sizeof(float)) == 0);
  }
  CHECK_EQUAL(media_read(media, frames, 1000, part, NULL), 0);
  CHECK_EQUAL(media_read(media, -1, 1000, part, NULL), -1);
  /* Finer than the pyramid: one frame per bin is the samples themselves. */
  float triples[10 * 2 * 3];
  CHECK_EQUAL(media_peaks(media, 1234, 1, 10, triples), 10);
  for (int k = 0; k < 20; k++) {
    CHECK_NEAR(triples[k * 3], noise[2 * 1234 + k], 0);
    CHECK_NEAR(triples[k * 3 + 2], fabsf(noise[2 * 1234 + k]), 1e-7);
  }
  media_release(media);
  free(noise);
}

static struct media_settings copied(const char *path) {
  struct media_settings settings = resident(path, 48000);
  settings.resident_limit_frames = 1000;
  settings.copy_path = fixture_path("copy.wav");
  settings.peaks_path = fixture_path("copy.peaks");
  settings.quality = RESAMPLE_FASTEST;
  return settings;
}

static void a_long_file_of_another_rate_is_copied_as_if_it_were_in_memory(void) {
  struct media_settings settings = copied(write_long("other.wav", 44100, 20));
  struct media *media = open_ready(settings);
  struct media_status status = status_of(media);
  CHECK_EQUAL(status.kind, MEDIA_COPIED);
  settings.resident_limit_frames = INT64_MAX;
  struct media *memory = open_ready(settings);
  CHECK_EQUAL(status_of(memory).kind, MEDIA_RESIDENT);
  float *read = malloc((size_t)status.frames * 2 * sizeof(float));
  CHECK_EQUAL(media_read(media, 0, status.frames, read, NULL), status.frames);
  CHECK(memcmp(read, sample_buffer_data(media_samples(memory)),
               (size_t)status.frames * 2 * sizeof(float)) == 0);
  CHECK_EQUAL(fixture_read(settings.copy_path, read, status.frames, 2), status.frames);
  CHECK(memcmp(read, sample_buffer_data(media_samples(memory)),
               (size_t)status.frames * 2 * sizeof(float)) == 0);
  free(read);
  media_release(media);
  media_release(memory);
}

static void a_copy_and_peaks_from_before_are_used_again(void) {
  struct media_settings settings = copied(write_long("again.wav", 44100, 5));
  media_release(open_ready(settings));
  struct media *again = open_media(settings);
  CHECK_EQUAL(status_of(again).state, MEDIA_READY);
  float triples[2 * 3];
  CHECK_EQUAL(media_peaks(again, 0, 4096, 1, triples), 1);
  CHECK(triples[1] > 0.4f);
  media_release(again);
  /* A copy that lost its end is made again. */
  fixture_cut(settings.copy_path, 1, 2);
  struct media *repaired = open_ready(settings);
  float end[2 * 10];
  CHECK_EQUAL(media_read(repaired, status_of(repaired).frames - 10, 10, end, NULL), 10);
  media_release(repaired);
  write_long("again.wav", 44100, 6);
  media_release(open_ready(settings));
}

static void kept_peaks_keep_the_count_of_broken_samples(void) {
  struct media_settings settings = copied(fixture_path("nan.wav"));
  float *noise = fixture_noise(5000, 2, 9);
  noise[7] = NAN;
  fixture_write(settings.path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, 48000, noise, 5000);
  free(noise);
  for (int k = 0; k < 2; k++) {
    struct media *media = open_ready(settings);
    CHECK_EQUAL(status_of(media).kind, MEDIA_STREAMED);
    CHECK_EQUAL(status_of(media).replaced_samples, 1);
    media_release(media);
  }
}

static void peaks_of_a_newer_version_stay_untouched(void) {
  struct media_settings settings = copied(write_long("newer.wav", 48000, 1));
  media_release(open_ready(settings));
  int64_t count, count_after;
  uint8_t *bytes = fixture_read_bytes(settings.peaks_path, &count);
  bytes[12]++; /* the version */
  fixture_write_bytes(settings.peaks_path, bytes, count);
  struct media *media = open_ready(settings);
  float triples[2 * 3];
  CHECK_EQUAL(media_peaks(media, 0, 4096, 1, triples), 1);
  CHECK(triples[1] > 0.4f);
  media_release(media);
  uint8_t *after = fixture_read_bytes(settings.peaks_path, &count_after);
  CHECK_EQUAL(count_after, count);
  CHECK(memcmp(after, bytes, (size_t)count) == 0);
  free(after);
  free(bytes);
}

static void an_unfinished_copy_goes_away_with_its_medium(void) {
  struct media_settings settings = copied(write_long("half.wav", 44100, 100));
  settings.quality = RESAMPLE_BEST;
  settings.peaks_path = NULL;
  const char *copy_path = settings.copy_path;
  struct media *media = open_media(settings);
  WAIT_FOR(status_of(media).ready_frames > 0);
  CHECK(fixture_exists(copy_path));
  media_release(media);
  WAIT_FOR(!fixture_exists(copy_path));
}

static void a_file_damaged_in_the_middle_keeps_what_comes_before(void) {
  const char *path = fixture_path("damaged.flac");
  int64_t count;
  float *noise = fixture_noise(400000, 2, 8);
  fixture_write(path, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 2, 48000, noise, 400000);
  free(noise);
  uint8_t *bytes = fixture_read_bytes(path, &count);
  memset(bytes + count / 2, 0x55, (size_t)count / 8);
  fixture_write_bytes(path, bytes, count);
  free(bytes);
  struct media *media = open_media(resident(path, 48000));
  struct media_status status = wait_for_end(media);
  /* Depending on the decoder, the damage is silence or the end. */
  if (status.state == MEDIA_FAILED) {
    CHECK(status.ready_frames > 100000);
    CHECK(strstr(status.failure.sentence, "\"damaged.flac\" is damaged after") != NULL);
  } else {
    CHECK_EQUAL(status.ready_frames, status.frames);
  }
  media_release(media);
}

static void a_file_that_vanishes_fails_with_a_sentence(void) {
  struct media_settings settings = resident(write_long("vanish.wav", 48000, 1), 48000);
  struct failure failure = {0};
  remove(settings.path);
  CHECK(media_open(&settings, &failure) == NULL);
  CHECK_TEXT(failure_code_name(failure.code), "file-not-found");
}

static int refuse_writes(bool is_write, int64_t position, size_t bytes) {
  (void)bytes;
  return is_write && position > 200000 ? 28 /* ENOSPC */ : 0;
}

static void a_full_disk_ends_the_copy_with_a_sentence(void) {
  struct media_settings settings = copied(write_long("full.wav", 44100, 20));
  settings.peaks_path = NULL;
  disk_file_set_fault(refuse_writes);
  struct media *media = open_media(settings);
  WAIT_FOR(status_of(media).state != MEDIA_DECODING);
  disk_file_set_fault(NULL);
  struct media_status status = status_of(media);
  CHECK_EQUAL(status.state, MEDIA_FAILED);
  CHECK_TEXT(failure_code_name(status.failure.code), "disk-full");
  /* The copy's own name means nothing to people. */
  CHECK(strstr(status.failure.sentence, "the decoded copy of \"") != NULL);
  CHECK(strstr(status.failure.sentence, "copy.wav") == NULL);
  float part[200];
  CHECK_EQUAL(media_read(media, 0, 100, part, NULL), 100);
  media_release(media);
}

static void absurd_settings_are_refused(void) {
  struct failure failure = {0};
  struct media_settings settings = resident(write_long("fine.wav", 48000, 1), NAN);
  CHECK(media_open(&settings, &failure) == NULL);
  CHECK_TEXT(failure_code_name(failure.code), "invalid-argument");
  settings.sample_rate = 48000;
  settings.quality = 7;
  CHECK(media_open(&settings, &failure) == NULL);
  settings.quality = -1;
  settings.path = NULL;
  CHECK(media_open(&settings, &failure) == NULL);
}

static const struct check_test tests[] = {
    {"decoding gives what libsndfile reads, bit for bit",
     decoding_is_what_libsndfile_reads_bit_for_bit},
    {"broken samples are counted", broken_samples_are_counted},
    {"resampling keeps length, phase and quality", resampling_keeps_length_phase_and_quality},
    {"a sound of a few frames keeps its level at another rate",
     a_sound_of_a_few_frames_keeps_its_level_at_another_rate},
    {"an exact loop stays one at another rate", an_exact_loop_stays_one_at_another_rate},
    {"a sound that is no loop ends with its own frames",
     a_sound_that_is_no_loop_ends_with_its_own_frames},
    {"more channels than the resampler takes are each resampled alone",
     more_channels_than_the_resampler_takes_are_each_resampled_alone},
    {"the quality follows the length", the_quality_follows_the_length},
    {"a cancelled job keeps what is ready", a_cancelled_job_keeps_what_is_ready},
    {"a short file is ready before long ones that came first",
     a_short_file_is_ready_before_long_ones_that_came_first},
    {"a long file of the session's rate is played from the file itself",
     a_long_file_of_the_sessions_rate_is_played_from_itself},
    {"a long file of another rate is copied as if it were in memory",
     a_long_file_of_another_rate_is_copied_as_if_it_were_in_memory},
    {"a copy and peaks from before are used again", a_copy_and_peaks_from_before_are_used_again},
    {"kept peaks keep the count of broken samples", kept_peaks_keep_the_count_of_broken_samples},
    {"peaks of a newer version stay untouched", peaks_of_a_newer_version_stay_untouched},
    {"an unfinished copy is removed with its medium", an_unfinished_copy_goes_away_with_its_medium},
    {"a file damaged in the middle keeps what comes before",
     a_file_damaged_in_the_middle_keeps_what_comes_before},
    {"a file that was removed fails with a sentence", a_file_that_vanishes_fails_with_a_sentence},
    {"a full disk ends the copy with a sentence", a_full_disk_ends_the_copy_with_a_sentence},
    {"invalid settings are refused", absurd_settings_are_refused},
};

CHECK_MAIN(tests)

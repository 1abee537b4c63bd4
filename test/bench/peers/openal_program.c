/* OpenAL Soft without a device: alcRenderSamplesSOFT() mixes in the thread that calls it.
 *
 *   mix VOICES BLOCK FRAMES   nanoseconds per voice and frame; looping stereo sources of FRAMES,
 * with a gain
 */
#include <AL/al.h>
#include <AL/alc.h>
#include <AL/alext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_program.h"

/* Newer than the headers of some systems; devices that do not know it ignore it. */
#ifndef ALC_OUTPUT_LIMITER_SOFT
#define ALC_OUTPUT_LIMITER_SOFT 0x199A
#endif

static LPALCLOOPBACKOPENDEVICESOFT open_loopback;
static LPALCRENDERSAMPLESSOFT render_samples;

/* What is set up at the moment; `voices` 0 for nothing. */
static struct {
  long voices, sound_frames;
  ALCdevice *device;
  ALCcontext *context;
  ALuint *buffers;
  ALuint *sources;
} stage;

static void stage_end(void) {
  if (stage.voices == 0) {
    return;
  }
  alDeleteSources((ALsizei)stage.voices, stage.sources);
  alDeleteBuffers((ALsizei)stage.voices, stage.buffers);
  alcMakeContextCurrent(NULL);
  alcDestroyContext(stage.context);
  alcCloseDevice(stage.device);
  free(stage.sources);
  free(stage.buffers);
  memset(&stage, 0, sizeof(stage));
}

static void open_device(long voices) {
  const ALCint attributes[] = {ALC_FORMAT_CHANNELS_SOFT,
                               ALC_STEREO_SOFT,
                               ALC_FORMAT_TYPE_SOFT,
                               ALC_FLOAT_SOFT,
                               ALC_FREQUENCY,
                               RATE,
                               ALC_MONO_SOURCES,
                               0,
                               ALC_STEREO_SOURCES,
                               (ALCint)voices,
                               ALC_OUTPUT_LIMITER_SOFT,
                               ALC_FALSE,
                               ALC_HRTF_SOFT,
                               ALC_FALSE,
                               0};
  stage.device = open_loopback(NULL);
  stage.context = stage.device == NULL ? NULL : alcCreateContext(stage.device, attributes);
  if (stage.context == NULL || alcMakeContextCurrent(stage.context) == 0) {
    fail("OpenAL gives no loopback context.");
  }
}

static void stage_begin(long voices, long sound_frames) {
  if (stage.voices == voices && stage.sound_frames == sound_frames) {
    return;
  }
  stage_end();
  open_device(voices);
  stage.voices = voices;
  stage.sound_frames = sound_frames;
  stage.buffers = need(calloc((size_t)voices, sizeof(*stage.buffers)));
  stage.sources = need(calloc((size_t)voices, sizeof(*stage.sources)));
  alGenBuffers((ALsizei)voices, stage.buffers);
  alGenSources((ALsizei)voices, stage.sources);
  const ALsizei bytes = (ALsizei)sound_frames * CHANNELS * (ALsizei)sizeof(float);
  float *sound = need(malloc((size_t)bytes));
  for (long voice = 0; voice < voices; voice++) {
    fill_sound(sound, (size_t)sound_frames, voice);
    alBufferData(stage.buffers[voice], AL_FORMAT_STEREO_FLOAT32, sound, bytes, RATE);
    alSourcei(stage.sources[voice], AL_BUFFER, (ALint)stage.buffers[voice]);
    alSourcei(stage.sources[voice], AL_LOOPING, AL_TRUE);
    alSourcef(stage.sources[voice], AL_GAIN, 0.5f);
  }
  free(sound);
  alSourcePlayv((ALsizei)voices, stage.sources);
  if (alGetError() != AL_NO_ERROR) {
    fail("OpenAL does not play so many sources.");
  }
}

static double mix(long voices, long block_frames, long sound_frames) {
  static float output[MAX_BLOCK * CHANNELS];
  stage_begin(voices, sound_frames);
  const long blocks = passes_of(voices, sound_frames) * sound_frames / block_frames;
  render_samples(stage.device, output, (ALCsizei)block_frames);
  const double begin = thread_seconds();
  for (long block = 0; block < blocks; block++) {
    render_samples(stage.device, output, (ALCsizei)block_frames);
  }
  const double seconds = thread_seconds() - begin;
  if (checksum(output, (size_t)block_frames * CHANNELS) == 0) {
    fail("OpenAL rendered silence.");
  }
  return seconds * 1e9 / ((double)voices * (double)blocks * (double)block_frames);
}

void program_describe(char *text, size_t size) {
  open_loopback = (LPALCLOOPBACKOPENDEVICESOFT)alcGetProcAddress(NULL, "alcLoopbackOpenDeviceSOFT");
  render_samples = (LPALCRENDERSAMPLESSOFT)alcGetProcAddress(NULL, "alcRenderSamplesSOFT");
  if (open_loopback == NULL || render_samples == NULL) {
    fail("This OpenAL has no ALC_SOFT_loopback.");
  }
  atexit(stage_end);
  stage_begin(1, RATE);
  /* Such as "1.1 ALSOFT 1.19.1". */
  const char *version = alGetString(AL_VERSION);
  const char *own = version == NULL ? NULL : strrchr(version, ' ');
  snprintf(text, size, "OpenAL Soft%s", own == NULL ? "" : own);
}

bool program_answer(const char *command, struct numbers numbers) {
  if (strcmp(command, "mix") != 0) {
    return false;
  }
  printf("%.5f", mix(numbers.first, numbers.second, numbers.third));
  return true;
}

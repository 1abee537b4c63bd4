/* SDL2_mixer, 32-bit float, on SDL's disk driver writing to nowhere: its audio thread runs as fast
 * as it can. Timed in that thread, from the moment when it would ask for music, which is the first
 * thing that the mixer does, to the moment when it hands out what is mixed.
 *
 *   mix VOICES BLOCK FRAMES   nanoseconds per voice and frame; looping stereo chunks of FRAMES at
 * half volume
 */
#include <SDL2/SDL.h>
#include <SDL2/SDL_mixer.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_program.h"

enum { WARM_UP_BLOCKS = 20, MOST_VOICES = 4096 };

static float *sounds[MOST_VOICES];
static long sound_count;

/* The audio thread's; read by the other one when `is_done`. */
static struct {
  long blocks_wanted, blocks;
  double begin, seconds;
  bool heard;
  atomic_bool is_done;
} taking;

static void begin_block(void *unused, Uint8 *bytes, int length) {
  (void)unused;
  (void)bytes;
  (void)length;
  taking.begin = thread_seconds();
}

static void end_block(void *unused, Uint8 *bytes, int length) {
  (void)unused;
  const double seconds = thread_seconds() - taking.begin;
  if (atomic_load(&taking.is_done)) {
    return;
  }
  if (taking.blocks >= WARM_UP_BLOCKS) {
    taking.seconds += seconds;
  }
  taking.blocks++;
  if (taking.blocks == WARM_UP_BLOCKS + taking.blocks_wanted) {
    taking.heard = checksum((const float *)bytes, (size_t)length / sizeof(float)) != 0;
    atomic_store(&taking.is_done, true);
  }
}

static void make_sounds(long voices) {
  if (voices > MOST_VOICES) {
    fail("So many voices are not planned for SDL2_mixer.");
  }
  for (; sound_count < voices; sound_count++) {
    sounds[sound_count] = need(malloc(RATE * CHANNELS * sizeof(float)));
    fill_sound(sounds[sound_count], RATE, sound_count);
  }
}

static double mix(long voices, long block_frames, long sound_frames) {
  make_sounds(voices);
  if (sound_frames > RATE) {
    fail("The sounds for SDL2_mixer have one second.");
  }
  if (Mix_OpenAudioDevice(RATE, AUDIO_F32SYS, CHANNELS, (int)block_frames, NULL, 0) != 0) {
    fail(Mix_GetError());
  }
  Mix_AllocateChannels((int)voices);
  Mix_Chunk **chunks = need(calloc((size_t)voices, sizeof(Mix_Chunk *)));
  for (int voice = 0; voice < voices; voice++) {
    Uint8 *bytes = (Uint8 *)sounds[voice];
    chunks[voice] = need(Mix_QuickLoad_RAW(bytes, (Uint32)sound_frames * CHANNELS * sizeof(float)));
    Mix_Volume(voice, MIX_MAX_VOLUME / 2);
    Mix_PlayChannel(voice, chunks[voice], -1);
  }
  taking.blocks_wanted = passes_of(voices, sound_frames) * sound_frames / block_frames;
  taking.blocks = 0;
  taking.seconds = 0;
  atomic_store(&taking.is_done, false);
  Mix_HookMusic(begin_block, NULL);
  Mix_SetPostMix(end_block, NULL);
  while (!atomic_load(&taking.is_done)) {
    SDL_Delay(1);
  }
  Mix_HaltChannel(-1);
  Mix_CloseAudio();
  for (int voice = 0; voice < voices; voice++) {
    Mix_FreeChunk(chunks[voice]);
  }
  free(chunks);
  if (!taking.heard) {
    fail("SDL2_mixer mixed silence.");
  }
  const double blocks = (double)taking.blocks_wanted;
  return taking.seconds * 1e9 / ((double)voices * blocks * (double)block_frames);
}

void program_describe(char *text, size_t size) {
  SDL_setenv("SDL_AUDIODRIVER", "disk", 1);
  SDL_setenv("SDL_DISKAUDIOFILE", "/dev/null", 1);
  SDL_setenv("SDL_DISKAUDIODELAY", "0", 1);
  if (SDL_Init(SDL_INIT_AUDIO) != 0) {
    fail(SDL_GetError());
  }
  const SDL_version *version = Mix_Linked_Version();
  snprintf(text, size, "SDL2_mixer %d.%d.%d", version->major, version->minor, version->patch);
}

bool program_answer(const char *command, struct numbers numbers) {
  if (strcmp(command, "mix") != 0) {
    return false;
  }
  printf("%.5f", mix(numbers.first, numbers.second, numbers.third));
  return true;
}

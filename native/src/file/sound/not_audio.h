/* Recognizes, by its first bytes, what kind of file libsndfile could not read. */
#pragma once

#include "base/failure.h"

/** Fills `failure` with file-not-audio and a sentence naming what was found. Returns false. Blocks
 * on the disk. */
bool not_audio_failure(const char *path, struct failure *failure);

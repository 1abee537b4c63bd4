/* Single questions to sound files, for JavaScript. */
#ifndef RTMIXER_ADDON_FILES_H
#define RTMIXER_ADDON_FILES_H

#include <napi.h>

void define_files(Napi::Env env, Napi::Object exports);

#endif

/* Columns of typed arrays turned into the mixer's player_columns. */
#pragma once

#include "addon/action_table.h"
#include "mixer/schedule/schedule_columns.h"

/** schedule_columns(count, row, channels, samples, columns, sampleIndices | null, origin, map |
 * null, tables): the AddonSeries. The row is packed as schedule()'s rows are and holds what all
 * have in common. */
Napi::Value schedule_columns(const Napi::CallbackInfo &info, struct mixer *mixer,
                             ActionTable &actions);

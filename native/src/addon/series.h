/* JavaScript's object for the actions of one scheduleColumns(), of which single objects are made
 * only on demand. JavaScript's thread only. */
#pragma once

#include <napi.h>

#include <memory>
#include <vector>

#include "mixer/action/action_series.h"

/** Shared by the table, while there are unfinished actions, and by JavaScript's object. */
class Series {
public:
  /** Takes over `series`, which is not empty. */
  explicit Series(struct action_series *series);
  ~Series();
  Series(const Series &) = delete;
  Series &operator=(const Series &) = delete;

  size_t count() const { return open.size(); }
  uint64_t first_id() const { return first; }
  struct action *at(size_t index) const { return action_series_at(series, index); }
  /** Neither finished and collected, nor beyond the end. */
  bool is_open(size_t index) const { return index < open.size() && open[index]; }
  size_t open_count() const { return unfinished; }
  /** Its account is reported when it is finished. */
  void watch(size_t index);
  bool is_watched(size_t index) const { return !watched.empty() && watched[index]; }
  /** Notes that it was collected. */
  void close(size_t index);

private:
  struct action_series *series;
  uint64_t first;
  size_t unfinished;
  std::vector<bool> open;
  std::vector<bool> watched; /* empty until something is */
};

class SeriesWrap : public Napi::ObjectWrap<SeriesWrap> {
public:
  static void define(Napi::Env env, Napi::Object exports);
  static Napi::Object wrap(Napi::Env env, const std::shared_ptr<Series> &series);

  explicit SeriesWrap(const Napi::CallbackInfo &info);
  ~SeriesWrap() override;

private:
  Napi::Value first_id(const Napi::CallbackInfo &info);
  Napi::Value watch(const Napi::CallbackInfo &info);
  void read(const Napi::CallbackInfo &info);

  std::shared_ptr<Series> series;
};

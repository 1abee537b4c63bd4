#include "addon/job.h"

#include <new>
#include <utility>

namespace {

class Job : public Napi::AsyncWorker {
public:
  Job(Napi::Env env, JobWork work, JobResult result, JobEnd end, Napi::Object owner)
      : Napi::AsyncWorker(env), deferred(Napi::Promise::Deferred::New(env)), work(std::move(work)),
        result(std::move(result)), end(std::move(end)) {
    failure_set(&failure, FAILURE_NONE, "%s", "");
    if (!owner.IsEmpty()) {
      this->owner = Napi::Persistent(owner);
    }
  }

  Napi::Promise promise() const { return deferred.Promise(); }

protected:
  void Execute() override {
    try {
      if (!work(&failure)) {
        SetError(failure.sentence);
      }
    } catch (const std::bad_alloc &) {
      failure_set(
          &failure, FAILURE_OUT_OF_MEMORY, "%s",
          "There is not enough memory for this. Ask for less at once or close other programs.");
      SetError(failure.sentence);
    }
  }

  /* Both also run while a worker is being terminated; what they throw then is swallowed. */
  void OnOK() override {
    Napi::HandleScope scope(Env());
    finish();
    try {
      deferred.Resolve(result ? result(Env()) : Env().Undefined());
    } catch (const Napi::Error &error) {
      deferred.Reject(error.Value());
    }
  }

  void OnError(const Napi::Error &) override {
    Napi::HandleScope scope(Env());
    finish();
    deferred.Reject(error_of(Env(), failure).Value());
  }

private:
  void finish() {
    if (end) {
      end();
    }
  }

  Napi::Promise::Deferred deferred;
  Napi::ObjectReference owner;
  JobWork work;
  JobResult result;
  JobEnd end;
  struct failure failure;
};

} // namespace

Napi::Promise run_job(Napi::Env env, JobWork work, JobResult result, JobEnd end,
                      Napi::Object owner) {
  Job *job = new Job(env, std::move(work), std::move(result), std::move(end), owner);
  Napi::Promise promise = job->promise();
  job->Queue();
  return promise;
}

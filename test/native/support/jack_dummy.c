#include "jack_dummy.h"

#ifdef __linux__

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/thread.h"
#include "device/device_list.h"

static pid_t server;
static char name[64]; /* the same after a fork */
static uint32_t period_of_server;
static double rate_of_server;
/* From a bad end of the server until a good one. */
static bool owes_its_name;

static bool is_installed(void) {
  const char *path = getenv("PATH");
  char *folders = strdup(path != NULL ? path : "/usr/bin");
  char *rest = folders;
  bool found = false;
  for (char *folder; !found && (folder = strsep(&rest, ":")) != NULL;) {
    char program[4096];
    snprintf(program, sizeof(program), "%s/jackd", folder);
    found = access(program, X_OK) == 0;
  }
  free(folders);
  return found;
}

/* Starts jackd; its output goes nowhere. */
static void spawn_server(void) {
  char period[16], rate[16];
  snprintf(period, sizeof(period), "%u", period_of_server);
  snprintf(rate, sizeof(rate), "%.0f", rate_of_server);
  server = fork();
  if (server == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    unsetenv("LD_PRELOAD");
    int nowhere = open("/dev/null", O_RDWR);
    if (nowhere < 0) {
      _exit(127);
    }
    dup2(nowhere, STDIN_FILENO);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    execlp("jackd", "jackd", "-n", name, "-P", "70", "-L", "2", "-d", "dummy", "-r", rate, "-p",
           period, (char *)NULL);
    _exit(127);
  }
}

/* True as soon as clients find the server. */
static bool is_up(void) {
  pid_t child = fork();
  if (child == 0) {
    unsetenv("LD_PRELOAD");
    int nowhere = open("/dev/null", O_RDWR);
    if (nowhere >= 0) {
      dup2(nowhere, STDOUT_FILENO);
      dup2(nowhere, STDERR_FILENO);
    }
    execlp("jack_lsp", "jack_lsp", (char *)NULL);
    _exit(127);
  }
  int status = 1;
  return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
         WEXITSTATUS(status) == 0;
}

bool jack_dummy_start(uint32_t period_frames, double sample_rate) {
  if (!is_installed()) {
    return false;
  }
  period_of_server = period_frames;
  rate_of_server = sample_rate;
  if (name[0] == '\0') {
    snprintf(name, sizeof(name), "rtmixer-test-%d", (int)getpid());
  }
  setenv("JACK_DEFAULT_SERVER", name, 1);
  setenv("JACK_NO_START_SERVER", "1", 1);
  spawn_server();
  double deadline = monotonic_seconds() + 60;
  while (!is_up() && monotonic_seconds() < deadline) {
    /* All eight names are in use, or the server before has not let go of this one. */
    if (waitpid(server, NULL, WNOHANG) == server) {
      spawn_server();
    }
    sleep_until(monotonic_seconds() + 0.1);
  }
  return true;
}

void jack_dummy_stop(void) {
  if (server <= 0) {
    return;
  }
  kill(server, SIGTERM);
  double deadline = monotonic_seconds() + 10;
  int status = 0;
  while (waitpid(server, &status, WNOHANG) == 0) {
    if (monotonic_seconds() > deadline) {
      kill(server, SIGKILL);
      waitpid(server, &status, 0);
      break;
    }
    sleep_until(monotonic_seconds() + 0.01);
  }
  owes_its_name = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
  server = 0;
}

/* Clients that vanished leave their semaphores. */
static void remove_semaphores(void) {
  static const char shared_memory[] = "/dev/shm";
  char infix[sizeof(name) + 2];
  snprintf(infix, sizeof(infix), "_%s_", name);
  DIR *folder = opendir(shared_memory);
  for (struct dirent *file; folder != NULL && (file = readdir(folder)) != NULL;) {
    if (strncmp(file->d_name, "jack_sem.", 9) == 0 && strstr(file->d_name, infix) != NULL) {
      char path[sizeof(shared_memory) + sizeof(file->d_name) + 1];
      snprintf(path, sizeof(path), "%s/%s", shared_memory, file->d_name);
      unlink(path);
    }
  }
  if (folder != NULL) {
    closedir(folder);
  }
}

void jack_dummy_end(void) {
  jack_dummy_stop();
  for (int k = 0; k < 3 && owes_its_name; k++) {
    if (!jack_dummy_start(period_of_server, rate_of_server)) {
      return;
    }
    jack_dummy_stop();
  }
  if (name[0] != '\0' && !owes_its_name) {
    remove_semaphores();
  }
}

void jack_dummy_kill(void) {
  kill(server, SIGKILL);
  waitpid(server, NULL, 0); /* fails where it is the child of another process */
  server = 0;
  owes_its_name = true;
}

void jack_dummy_reap(void) {
  if (server > 0 && waitpid(server, NULL, WNOHANG) == server) {
    server = 0;
    owes_its_name = true;
  }
}

void jack_dummy_pause(bool paused) {
  kill(server, paused ? SIGSTOP : SIGCONT);
}

static int32_t find_loopback(void) {
  int32_t found = -1;
  struct device_list *list = device_list_refresh(NULL) ? device_list_create(NULL) : NULL;
  for (uint32_t i = 0; list != NULL && i < list->device_count; i++) {
    const struct device_info *device = &list->devices[i];
    const char *host_api = list->host_apis[device->host_api].name;
    if (strstr(host_api, "JACK") != NULL && strcmp(device->name, "loopback") == 0 &&
        device->max_input_channels >= 2 && device->max_output_channels >= 2) {
      found = (int32_t)i;
    }
  }
  device_list_free(list);
  return found;
}

int32_t jack_dummy_device(void) {
  double deadline = monotonic_seconds() + 90;
  int32_t found = find_loopback();
  while (found < 0 && monotonic_seconds() < deadline) {
    sleep_until(monotonic_seconds() + 0.1);
    found = find_loopback();
  }
  return found;
}

#else

bool jack_dummy_start(uint32_t period_frames, double sample_rate) {
  (void)period_frames;
  (void)sample_rate;
  return false;
}

void jack_dummy_stop(void) {}

void jack_dummy_end(void) {}

void jack_dummy_kill(void) {}

void jack_dummy_reap(void) {}

void jack_dummy_pause(bool paused) {
  (void)paused;
}

int32_t jack_dummy_device(void) {
  return -1;
}

#endif

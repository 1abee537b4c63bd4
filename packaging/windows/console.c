/* The command rtmixer of a console on Windows: rtmixer.com beside rtmixer.exe, which a console
 * finds first.
 *
 * - rtmixer.exe is a program with windows: a console does not wait for it and shows nothing of what
 * it prints.
 * - With run, report, --help or --version it is started with the same arguments; its output is
 * passed on, and its exit code is this program's. It ends when this one is ended.
 * - Else it is started, and this program ends at once.
 */
#define WIN32_LEAN_AND_MEAN
#ifndef UNICODE
#define UNICODE
#endif
#include <windows.h>
/* After windows.h, which these do not include. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

enum { MAX_PATH_LENGTH = 32768, COPY_SIZE = 65536, CANNOT_START = 2 };

struct passed_output {
  HANDLE from;
  HANDLE to;
};

static DWORD WINAPI pass_on(void *argument) {
  struct passed_output *output = argument;
  char *data = malloc(COPY_SIZE);
  DWORD count = 0;
  while (data != NULL && ReadFile(output->from, data, COPY_SIZE, &count, NULL) && count > 0) {
    DWORD written = 0;
    for (DWORD at = 0; at < count; at += written) {
      /* Nobody reads any more: the rest is taken and dropped, so that the program does not stand
       * still. */
      if (!WriteFile(output->to, data + at, count - at, &written, NULL)) {
        break;
      }
    }
  }
  free(data);
  return 0;
}

/* The rest of the command line as it was typed: what follows the first word. */
static const wchar_t *arguments(void) {
  const wchar_t *line = GetCommandLineW();
  bool is_quoted = false;
  for (; *line != L'\0' && (is_quoted || (*line != L' ' && *line != L'\t')); line++) {
    if (*line == L'"') {
      is_quoted = !is_quoted;
    }
  }
  while (*line == L' ' || *line == L'\t') {
    line++;
  }
  return line;
}

static bool is_for_console(int argc, wchar_t **argv) {
  static const wchar_t *const words[] = {L"run", L"report", L"--help", L"--version"};
  for (size_t index = 0; argc > 1 && index < sizeof(words) / sizeof(*words); index++) {
    if (wcscmp(argv[1], words[index]) == 0) {
      return true;
    }
  }
  return false;
}

/* A pipe whose end `theirs` is inherited. */
static bool open_pipe(struct passed_output *output, HANDLE *theirs, DWORD standard) {
  SECURITY_ATTRIBUTES inherited = {sizeof(inherited), NULL, TRUE};
  output->to = GetStdHandle(standard);
  return CreatePipe(&output->from, theirs, &inherited, 0) &&
         SetHandleInformation(output->from, HANDLE_FLAG_INHERIT, 0);
}

/* What is started ends with this process, also when that is killed. */
static void end_together(HANDLE process) {
  HANDLE job = CreateJobObjectW(NULL, NULL);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  if (job != NULL &&
      SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof(limits))) {
    (void)AssignProcessToJobObject(job, process);
  }
}

static int run(const wchar_t *program, wchar_t *line) {
  struct passed_output outputs[2];
  HANDLE theirs[2];
  if (!open_pipe(&outputs[0], &theirs[0], STD_OUTPUT_HANDLE) ||
      !open_pipe(&outputs[1], &theirs[1], STD_ERROR_HANDLE)) {
    return CANNOT_START;
  }
  STARTUPINFOW start = {0};
  PROCESS_INFORMATION process = {0};
  start.cb = sizeof(start);
  start.dwFlags = STARTF_USESTDHANDLES;
  start.hStdOutput = theirs[0];
  start.hStdError = theirs[1];
  if (!CreateProcessW(program, line, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &start,
                      &process)) {
    return -1;
  }
  end_together(process.hProcess);
  (void)ResumeThread(process.hThread);
  HANDLE threads[2];
  for (int index = 0; index < 2; index++) {
    (void)CloseHandle(theirs[index]);
    threads[index] = CreateThread(NULL, 0, pass_on, &outputs[index], 0, NULL);
  }
  DWORD code = CANNOT_START;
  (void)WaitForSingleObject(process.hProcess, INFINITE);
  (void)GetExitCodeProcess(process.hProcess, &code);
  for (int index = 0; index < 2; index++) {
    if (threads[index] != NULL) {
      (void)WaitForSingleObject(threads[index], INFINITE);
    }
  }
  return (int)code;
}

static int start(const wchar_t *program, wchar_t *line) {
  STARTUPINFOW start = {0};
  PROCESS_INFORMATION process = {0};
  start.cb = sizeof(start);
  return CreateProcessW(program, line, NULL, NULL, FALSE, 0, NULL, NULL, &start, &process) ? 0 : -1;
}

int wmain(int argc, wchar_t **argv) {
  static wchar_t program[MAX_PATH_LENGTH];
  static wchar_t line[2 * MAX_PATH_LENGTH];
  DWORD length = GetModuleFileNameW(NULL, program, MAX_PATH_LENGTH);
  if (length < 4 || length >= MAX_PATH_LENGTH) {
    return CANNOT_START;
  }
  wcscpy(program + length - 4, L".exe");
  (void)_snwprintf(line, 2 * MAX_PATH_LENGTH - 1, L"\"%ls\" %ls", program, arguments());
  int code = is_for_console(argc, argv) ? run(program, line) : start(program, line);
  if (code != -1) {
    return code;
  }
  fwprintf(stderr, L"%ls cannot be started. Install RtMixer again.\n", program);
  return CANNOT_START;
}

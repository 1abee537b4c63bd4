/* The addon's calls of Node-API lead to the program that loaded it, whatever that is called:
 * node.exe, Electron's rtmixer.exe. Without this only a file named node.exe would do. */
#include <windows.h>

#include <delayimp.h>
#include <stdbool.h>
#include <string.h>

static FARPROC WINAPI lead_to_program(unsigned event, DelayLoadInfo *info) {
  bool is_host = event == dliNotePreLoadLibrary && _stricmp(info->szDll, "node.exe") == 0;
  return is_host ? (FARPROC)(void *)GetModuleHandleA(NULL) : NULL;
}

PfnDliHook __pfnDliNotifyHook2 = lead_to_program;

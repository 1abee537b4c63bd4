/* System calls of a thread raise SIGSYS while its selector byte says so
 * (PR_SET_SYSCALL_USER_DISPATCH).
 *
 * The handler notes the call, makes it on behalf of the program and returns, so that a misbehaving
 * callback goes on and all of its calls are seen. Returning from the handler is a system call too:
 * it lies in the one range of code that is never trapped, as does the call made on behalf.
 */
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "rtguard.h"

#define DISPATCH_OPTION 59 /* PR_SET_SYSCALL_USER_DISPATCH, Linux 5.11 */
#define DISPATCH_ON     1

enum { CALLS_ALLOWED = 0, CALLS_BLOCKED = 1 };

static _Thread_local volatile char selector;
static atomic_bool is_refused;

long rtguard_untrapped_call(long number, long a, long b, long c, long d, long e, long f);
void rtguard_leave_handler(void);
extern const char rtguard_untrapped_begin[], rtguard_untrapped_end[];

/* The unwinder knows a signal's frame by just these two instructions. */
__asm__(".text\n"
        ".globl rtguard_untrapped_begin, rtguard_untrapped_end\n"
        ".globl rtguard_leave_handler, rtguard_untrapped_call\n"
        ".hidden rtguard_untrapped_begin, rtguard_untrapped_end\n"
        ".hidden rtguard_leave_handler, rtguard_untrapped_call\n"
        "nop\n"
        "rtguard_untrapped_begin:\n"
        "rtguard_leave_handler:\n"
        "  movq $15, %rax\n"
        "  syscall\n"
        "rtguard_untrapped_call:\n"
        "  movq %rdi, %rax\n"
        "  movq %rsi, %rdi\n"
        "  movq %rdx, %rsi\n"
        "  movq %rcx, %rdx\n"
        "  movq %r8, %r10\n"
        "  movq %r9, %r8\n"
        "  movq 8(%rsp), %r9\n"
        "  syscall\n"
        "  ret\n"
        "rtguard_untrapped_end:\n");

/* The kernel's idea of a signal action; the C library would put in a return of its own. */
struct kernel_action {
  void (*handler)(int, siginfo_t *, void *);
  unsigned long flags;
  void (*restorer)(void);
  uint64_t mask;
};

static void make_call(int signal_number, siginfo_t *information, void *context) {
  (void)signal_number;
  greg_t *registers = ((ucontext_t *)context)->uc_mcontext.gregs;
  long number = information->si_syscall;
  rtguard_block_calls(false);
  rtguard_note("system call", number);
  registers[REG_RAX] =
      rtguard_untrapped_call(number, registers[REG_RDI], registers[REG_RSI], registers[REG_RDX],
                             registers[REG_R10], registers[REG_R8], registers[REG_R9]);
  rtguard_block_calls(true);
}

__attribute__((constructor)) static void take_signal(void) {
  struct kernel_action action = {.handler = make_call,
                                 .flags = SA_SIGINFO | SA_NODEFER | SA_RESTART | 0x04000000,
                                 .restorer = rtguard_leave_handler};
  syscall(SYS_rt_sigaction, SIGSYS, &action, NULL, sizeof(action.mask));
}

void rtguard_trap_thread(void) {
  uintptr_t begin = (uintptr_t)rtguard_untrapped_begin, end = (uintptr_t)rtguard_untrapped_end;
  if (prctl(DISPATCH_OPTION, DISPATCH_ON, begin, end - begin, &selector) != 0) {
    is_refused = true;
  }
}

void rtguard_block_calls(bool block) {
  selector = block ? CALLS_BLOCKED : CALLS_ALLOWED;
}

RTGUARD_API bool rtguard_traps_system_calls(void) {
  return !is_refused;
}

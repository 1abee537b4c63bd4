/* The program at the start of an AppImage: what follows it in the file is a squashfs with RtMixer.
 *
 * - The squashfs is mounted by a child through FUSE. Where that is not possible it is unpacked into
 * a folder of the user. The process itself becomes RtMixer, so that signals and exit code are its
 * own.
 * - The child waits for the end of RtMixer and of all that runs from the folder, then removes mount
 * or folder; also after a kill.
 * - Nothing starts where Chromium could make no sandbox: the helper that needs root cannot be in a
 * mount of a user. RtMixer is never started without a sandbox.
 */
#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
/* After the system's headers, which these do not include. */
#include <squashfuse/ll.h>

enum { NAME_SIZE = PATH_MAX, COPY_SIZE = 1 << 17, READY = 'r' };

/* The library knows more codings than the AppImage has; one of them under the GPL. */
int LZ4_decompress_safe(void) {
  return -1;
}
int lzma_stream_buffer_decode(void) {
  return -1;
}
int lzo1x_decompress_safe(void) {
  return -1;
}
int uncompress(void) {
  return -1;
}

static char self[NAME_SIZE];   /* the AppImage */
static char folder[NAME_SIZE]; /* where RtMixer is seen */

/** Where the squashfs begins: after the section headers, which are the last of the program. */
static long program_size(void) {
  Elf64_Ehdr header;
  int file = open(self, O_RDONLY | O_CLOEXEC);
  bool is_read = file >= 0 && read(file, &header, sizeof(header)) == (ssize_t)sizeof(header);
  if (file >= 0) {
    close(file);
  }
  return is_read ? (long)(header.e_shoff + (uint64_t)header.e_shentsize * header.e_shnum) : -1;
}

static bool write_text(const char *path, const char *text) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  bool is_written = file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text);
  if (file >= 0) {
    close(file);
  }
  return is_written;
}

/** Does what Chromium's sandbox has to: name spaces of a user's own, in them others and an empty
 * root. */
static void try_sandbox(uid_t user) {
  char map[64];
  snprintf(map, sizeof(map), "%u %u 1", (unsigned)user, (unsigned)user);
  bool is_made = unshare(CLONE_NEWUSER) == 0 && write_text("/proc/self/uid_map", map) &&
                 unshare(CLONE_NEWPID | CLONE_NEWNET) == 0 && chroot("/proc/self") == 0;
  _exit(is_made ? 0 : 1);
}

static bool can_make_sandbox(void) {
  pid_t child = fork();
  if (child == 0) {
    try_sandbox(getuid());
  }
  int status = 1;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/** On the terminal, or in a window where nobody sees a terminal. */
static void tell(const char *sentence) {
  fprintf(stderr, "%s\n", sentence);
  if (isatty(STDERR_FILENO) || (getenv("DISPLAY") == NULL && getenv("WAYLAND_DISPLAY") == NULL)) {
    return;
  }
  execlp("zenity", "zenity", "--error", "--no-markup", "--title=RtMixer", "--text", sentence,
         (char *)NULL);
  execlp("kdialog", "kdialog", "--title", "RtMixer", "--error", sentence, (char *)NULL);
  execlp("xmessage", "xmessage", "-center", sentence, (char *)NULL);
}

static bool unpack_file(sqfs *fs, sqfs_inode *inode, const char *target) {
  static char buffer[COPY_SIZE];
  mode_t mode = inode->base.mode & 0755;
  int file = open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  bool is_good = file >= 0;
  uint64_t size = inode->xtra.reg.file_size;
  for (uint64_t done = 0; is_good && done < size;) {
    sqfs_off_t count = sizeof(buffer);
    is_good = sqfs_read_range(fs, inode, (sqfs_off_t)done, &count, buffer) == SQFS_OK &&
              count > 0 && write(file, buffer, (size_t)count) == (ssize_t)count;
    done += (uint64_t)count;
  }
  return file >= 0 && close(file) == 0 && is_good;
}

static bool unpack_entry(sqfs *fs, const sqfs_dir_entry *entry, const char *target) {
  sqfs_inode inode;
  if (sqfs_inode_get(fs, &inode, sqfs_dentry_inode((sqfs_dir_entry *)entry)) != SQFS_OK) {
    return false;
  }
  switch (sqfs_mode(inode.base.inode_type)) {
  case S_IFDIR:
    return mkdir(target, 0755) == 0;
  case S_IFREG:
    return unpack_file(fs, &inode, target);
  case S_IFLNK: {
    char link[NAME_SIZE];
    size_t size = sizeof(link);
    return sqfs_readlink(fs, &inode, link, &size) == SQFS_OK && symlink(link, target) == 0;
  }
  default:
    return false;
  }
}

/** Everything into `target`, which exists and is empty. */
static bool unpack(const char *target) {
  static sqfs fs;
  sqfs_traverse traverse;
  if (sqfs_open_image(&fs, self, (size_t)program_size()) != SQFS_OK ||
      sqfs_traverse_open(&traverse, &fs, sqfs_inode_root(&fs)) != SQFS_OK) {
    return false;
  }
  bool is_good = true;
  sqfs_err error = SQFS_OK;
  while (is_good && sqfs_traverse_next(&traverse, &error)) {
    char place[NAME_SIZE];
    if (!traverse.dir_end) {
      int length = snprintf(place, sizeof(place), "%s/%s", target, traverse.path);
      is_good = length < (int)sizeof(place) && unpack_entry(&fs, &traverse.entry, place);
    }
  }
  sqfs_traverse_close(&traverse);
  return is_good && error == SQFS_OK;
}

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *place) {
  (void)stat;
  (void)kind;
  (void)place;
  return remove(path);
}

static void remove_tree(const char *path) {
  nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/** A new folder of the user's own below `parent`; false where that cannot be. */
static bool make_folder(const char *parent, const char *below) {
  char base[NAME_SIZE];
  if (parent == NULL || parent[0] != '/' ||
      snprintf(base, sizeof(base), "%s%s", parent, below) >= (int)sizeof(base) ||
      snprintf(folder, sizeof(folder), "%s/rtmixer-XXXXXX", base) >= (int)sizeof(folder)) {
    return false;
  }
  mkdir(base, 0700);
  return mkdtemp(folder) != NULL;
}

/** A mount needs no room; an unpacked RtMixer has some hundred megabytes, which /tmp may not. */
static bool make_mount_folder(void) {
  return make_folder(getenv("XDG_RUNTIME_DIR"), "") || make_folder(getenv("TMPDIR"), "") ||
         make_folder("/tmp", "");
}

static bool make_unpack_folder(void) {
  return make_folder(getenv("XDG_CACHE_HOME"), "") || make_folder(getenv("HOME"), "/.cache") ||
         make_folder(getenv("TMPDIR"), "") || make_folder("/tmp", "");
}

static void keep_quiet(enum fuse_log_level level, const char *format, va_list values) {
  (void)level;
  (void)format;
  (void)values;
}

/** NULL where FUSE is not to be had. */
static struct fuse_session *mount_image(void) {
  static const struct fuse_lowlevel_ops operations = {
      .getattr = sqfs_ll_op_getattr,
      .opendir = sqfs_ll_op_opendir,
      .releasedir = sqfs_ll_op_releasedir,
      .readdir = sqfs_ll_op_readdir,
      .lookup = sqfs_ll_op_lookup,
      .open = sqfs_ll_op_open,
      .release = sqfs_ll_op_release,
      .read = sqfs_ll_op_read,
      .readlink = sqfs_ll_op_readlink,
      .forget = sqfs_ll_op_forget,
      .statfs = stfs_ll_op_statfs,
  };
  char *words[] = {"rtmixer", "-oro,nosuid,nodev,fsname=RtMixer,subtype=squashfs", NULL};
  struct fuse_args arguments = FUSE_ARGS_INIT(2, words);
  fuse_set_log_func(keep_quiet);
  sqfs_ll *image = sqfs_ll_open(self, (size_t)program_size());
  if (image == NULL || !make_mount_folder()) {
    return NULL;
  }
  struct fuse_session *session =
      fuse_session_new(&arguments, &operations, sizeof(operations), image);
  if (session != NULL && fuse_session_mount(session, folder) == 0) {
    return session;
  }
  rmdir(folder);
  return NULL;
}

/** Whether a process of the user runs a program of the folder: after RtMixer its crash handler may,
 * or what starts it again. */
static bool is_used(void) {
  size_t size = strlen(folder);
  bool is_found = false;
  DIR *processes = opendir("/proc");
  if (processes == NULL) {
    return false;
  }
  for (struct dirent *entry = readdir(processes); entry != NULL && !is_found;
       entry = readdir(processes)) {
    char link[NAME_SIZE], program[NAME_SIZE];
    snprintf(link, sizeof(link), "/proc/%s/exe", entry->d_name);
    ssize_t length = readlink(link, program, sizeof(program));
    is_found =
        length > (ssize_t)size && strncmp(program, folder, size) == 0 && program[size] == '/';
  }
  closedir(processes);
  return is_found;
}

/** Serves the mount, if there is one, until the process ended that this one is a child of, and
 * nothing else runs from the folder. */
static void serve(struct fuse_session *session, pid_t program) {
  int process = (int)syscall(SYS_pidfd_open, program, 0);
  struct fuse_buf buffer = {0};
  for (;;) {
    bool has_ended = getppid() != program;
    if (has_ended && !is_used()) {
      break;
    }
    struct pollfd waited[2] = {
        {.fd = has_ended ? -1 : process, .events = POLLIN},
        {.fd = session == NULL ? -1 : fuse_session_fd(session), .events = POLLIN},
    };
    /* Old kernels have no descriptors of processes. */
    int milliseconds = has_ended ? 100 : (process < 0 ? 500 : -1);
    if (poll(waited, 2, milliseconds) <= 0 || waited[1].revents == 0) {
      continue;
    }
    int received = fuse_session_receive_buf(session, &buffer);
    if (received > 0) {
      fuse_session_process_buf(session, &buffer);
    } else if (received != -EINTR && received != -EAGAIN) {
      break;
    }
  }
}

/** The child: shows RtMixer in a folder, says which, and takes the folder away in the end. */
static void keep_image(int told, pid_t program) {
  setsid();
  signal(SIGINT, SIG_IGN);
  signal(SIGHUP, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  signal(SIGPIPE, SIG_IGN);
  struct fuse_session *session = getenv("APPIMAGE_EXTRACT_AND_RUN") == NULL ? mount_image() : NULL;
  bool is_shown = session != NULL;
  if (!is_shown && make_unpack_folder()) {
    is_shown = unpack(folder);
  }
  size_t size = strlen(folder) + 1;
  if (is_shown && write(told, folder, size) == (ssize_t)size) {
    close(told);
    /* What started this may wait until nobody has its output any more. */
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int standard = 0; standard < 3; standard++) {
      dup2(nothing, standard);
    }
    (void)!chdir("/");
    serve(session, program);
  }
  if (session != NULL) {
    fuse_session_unmount(session);
    rmdir(folder);
  } else if (folder[0] != '\0') {
    remove_tree(folder);
  }
  _exit(is_shown ? 0 : 1);
}

/** Has a child show the image. False where it cannot. */
static bool show_image(void) {
  int pipes[2];
  if (pipe2(pipes, O_CLOEXEC) != 0) {
    return false;
  }
  pid_t program = getpid();
  pid_t child = fork();
  if (child == 0) {
    close(pipes[0]);
    keep_image(pipes[1], program);
  }
  close(pipes[1]);
  size_t size = 0;
  ssize_t count = 1;
  while (child > 0 && count > 0 && size < sizeof(folder)) {
    count = read(pipes[0], folder + size, sizeof(folder) - size);
    size += count > 0 ? (size_t)count : 0;
  }
  close(pipes[0]);
  return size > 0 && folder[size - 1] == '\0';
}

static int extract(void) {
  const char *target = "squashfs-root";
  if (mkdir(target, 0755) != 0) {
    fprintf(stderr, "%s cannot be made here: %s.\n", target, strerror(errno));
    return 1;
  }
  if (!unpack(target)) {
    fprintf(stderr, "%s could not be unpacked: damaged, or the disk is full.\n", self);
    return 1;
  }
  return 0;
}

int main(int argc, char **argv) {
  ssize_t size = readlink("/proc/self/exe", self, sizeof(self) - 1);
  if (size <= 0) {
    fprintf(stderr, "/proc is not mounted, without which RtMixer does not run.\n");
    return 1;
  }
  if (argc > 1 && strcmp(argv[1], "--appimage-offset") == 0) {
    printf("%ld\n", program_size());
    return 0;
  }
  if (argc > 1 && strcmp(argv[1], "--appimage-extract") == 0) {
    return extract();
  }
  if (!can_make_sandbox()) {
    tell(
        "This system lets no program of yours make a sandbox, which RtMixer does not run without. "
        "Install RtMixer's .deb, or its .tar.xz by sudo ./install.sh: they bring what this needs.");
    return 1;
  }
  if (!show_image()) {
    tell(
        "RtMixer could not be unpacked: the file is damaged, or there is no room in the folder for "
        "temporary files (TMPDIR) and in ~/.cache.");
    return 1;
  }
  setenv("APPIMAGE", self, 1);
  setenv("APPDIR", folder, 1);
  setenv("ARGV0", argv[0], 1);
  char program[NAME_SIZE + 8];
  snprintf(program, sizeof(program), "%s/AppRun", folder);
  execv(program, argv);
  fprintf(stderr, "%s could not be started: %s.\n", program, strerror(errno));
  return 1;
}

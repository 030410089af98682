/*
 * Stands between a process and its disk (LD_PRELOAD), for the files whose names DISK_FILES lists,
 * separated by colons. Where DISK_LOG is set, every write, truncation and sync goes into that file as
 * well, in order: op, file, offset, length, then the bytes. Where DISK_FAULT is set, the word in that
 * file says what the disk does now: EIO, ENOSPC, or SLOW; an empty or missing file is a sound disk.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

struct record {
  uint32_t op, file;
  uint64_t offset, length;
};
enum { WRITE = 1, TRUNCATE = 2, SYNC = 3 };

static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

/* The place of the file's name in DISK_FILES, or -1. */
static int watched(int fd) {
  char link[64], path[4096];
  const char *names = getenv("DISK_FILES");
  if (!names) return -1;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return -1;
  path[length] = 0;
  const char *slash = strrchr(path, '/');
  const char *name = slash ? slash + 1 : path;
  for (int at = 0; *names; at++) {
    const char *end = strchrnul(names, ':');
    if ((size_t)(end - names) == strlen(name) && !strncmp(names, name, end - names)) return at;
    names = *end ? end + 1 : end;
  }
  return -1;
}

static void note(uint32_t op, int file, uint64_t offset, uint64_t length, const void *bytes) {
  static int log_fd = -1;
  const char *path = getenv("DISK_LOG");
  if (!path) return;
  struct record record = {op, (uint32_t)file, offset, length};
  struct iovec parts[2] = {{&record, sizeof record}, {(void *)bytes, op == WRITE ? length : 0}};
  pthread_mutex_lock(&log_lock);
  if (log_fd < 0) log_fd = syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
  if (syscall(SYS_writev, log_fd, parts, 2) < 0) abort();
  pthread_mutex_unlock(&log_lock);
}

/* Sets errno and answers -1 where the disk is to fail now; takes its time where it is slow. */
static int fault(int is_sync) {
  char word[16] = {0};
  const char *path = getenv("DISK_FAULT");
  if (!path) return 0;
  int fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0) return 0;
  syscall(SYS_read, fd, word, sizeof word - 1);
  syscall(SYS_close, fd);
  if (!strncmp(word, "SLOW", 4)) {
    usleep(is_sync ? 100000 : 1000);
    return 0;
  }
  errno = !strncmp(word, "ENOSPC", 6) ? ENOSPC : EIO;
  if (!strncmp(word, "ENOSPC", 6)) return is_sync ? 0 : -1; /* A full disk still syncs what it has. */
  return !strncmp(word, "EIO", 3) ? -1 : 0;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  int file = watched(fd);
  if (file >= 0 && fault(0)) return -1;
  ssize_t written = syscall(SYS_pwrite64, fd, bytes, length, offset);
  if (file >= 0 && written > 0) note(WRITE, file, offset, written, bytes);
  return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  return pwrite64(fd, bytes, length, offset);
}

int ftruncate64(int fd, off64_t length) {
  int file = watched(fd);
  int result = syscall(SYS_ftruncate, fd, length);
  if (file >= 0 && result == 0) note(TRUNCATE, file, length, 0, NULL);
  return result;
}

static int synced(int fd, long number) {
  int file = watched(fd);
  if (file >= 0 && fault(1)) return -1;
  int result = syscall(number, fd);
  if (file >= 0 && result == 0) note(SYNC, file, 0, 0, NULL);
  return result;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

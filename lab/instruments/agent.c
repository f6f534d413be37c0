// Runs programs in a lab for whoever writes to its standard input, side by side. A fork of anything larger costs more than most of them do,
// and tests that wait ask a hundred times.
//   request: a line "ID LENGTH...", then the arguments one after the other
//   reply:   a line "ID STATUS LENGTH LENGTH", then standard output and standard error
// Outputs go through files in memory, so that what a program leaves running holds up nothing.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_ARGUMENTS 512
#define MOST_PROGRAMS 1024

struct program {
    pid_t pid;
    long id;
    int outputs[2];
};

static struct program programs[MOST_PROGRAMS];
static int count;

static void require(int holds, const char *what) {
    if (holds) return;
    perror(what);
    exit(1);
}

static int memory_file(const char *name) {
    int file = memfd_create(name, MFD_CLOEXEC);
    require(file >= 0, "memfd_create");
    return file;
}

// 0 at the end of the input.
static int read_exactly(char *into, size_t length) {
    while (length > 0) {
        ssize_t got = read(STDIN_FILENO, into, length);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return 0;
        into += got;
        length -= (size_t)got;
    }
    return 1;
}

static void write_all(const char *from, size_t length) {
    while (length > 0) {
        ssize_t put = write(STDOUT_FILENO, from, length);
        if (put < 0 && errno == EINTR) continue;
        require(put > 0, "write");
        from += put;
        length -= (size_t)put;
    }
}

static size_t size_of(int file) {
    struct stat found;
    require(fstat(file, &found) == 0, "fstat");
    return (size_t)found.st_size;
}

// A program that was left running may write on, or empty the file: what is told is as long as was said.
static void copy(int file, size_t length) {
    char buffer[1 << 16];
    for (size_t at = 0; at < length;) {
        size_t wanted = length - at < sizeof buffer ? length - at : sizeof buffer;
        ssize_t got = pread(file, buffer, wanted, (off_t)at);
        if (got <= 0) {
            memset(buffer, 0, wanted);
            got = (ssize_t)wanted;
        }
        write_all(buffer, (size_t)got);
        at += (size_t)got;
    }
}

static void reply(const struct program *ended, int status) {
    size_t lengths[] = {size_of(ended->outputs[0]), size_of(ended->outputs[1])};
    char head[128];
    int length = snprintf(head, sizeof head, "%ld %d %zu %zu\n", ended->id, status, lengths[0], lengths[1]);
    write_all(head, (size_t)length);
    for (int i = 0; i < 2; i++) {
        copy(ended->outputs[i], lengths[i]);
        close(ended->outputs[i]);
    }
}

static int spawn(struct program *started, char **argv) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, started->outputs[0], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, started->outputs[1], STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    int failure = posix_spawnp(&started->pid, argv[0], &files, &attributes, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return failure;
}

static void run(long id, char **argv) {
    struct program started = {.id = id, .outputs = {memory_file("stdout"), memory_file("stderr")}};
    int failure = spawn(&started, argv);
    if (failure != 0) {
        dprintf(started.outputs[1], "%s: %s\n", argv[0], strerror(failure));
        reply(&started, 127);
        return;
    }
    require(count < MOST_PROGRAMS, "too many programs at once");
    programs[count++] = started;
}

// 0 at the end of the input.
static int take_request(void) {
    char head[1 << 14], *at = head;
    size_t length = 0;
    do {
        require(length + 1 < sizeof head, "a request's head is too long");
        if (!read_exactly(head + length, 1)) return 0;
    } while (head[length++] != '\n');
    head[length - 1] = '\0';

    long id = strtol(at, &at, 10);
    char *argv[MOST_ARGUMENTS + 1] = {NULL};
    for (int i = 0; *at != '\0'; i++) {
        require(i < MOST_ARGUMENTS, "too many arguments");
        size_t size = strtoul(at, &at, 10);
        argv[i] = calloc(1, size + 1);
        require(argv[i] != NULL, "calloc");
        if (!read_exactly(argv[i], size)) return 0;
    }
    require(argv[0] != NULL, "a request without arguments");
    run(id, argv);
    for (int i = 0; argv[i] != NULL; i++) free(argv[i]);
    return 1;
}

static void reap(int children) {
    struct signalfd_siginfo ignored;
    int status;
    pid_t pid;
    // Several ends may be one signal.
    require(read(children, &ignored, sizeof ignored) == (ssize_t)sizeof ignored, "signalfd");
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        for (int i = 0; i < count; i++) {
            if (programs[i].pid != pid) continue;
            struct program ended = programs[i];
            programs[i] = programs[--count];
            reply(&ended, WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
            break;
        }
    }
}

int main(void) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    require(sigprocmask(SIG_BLOCK, &child, NULL) == 0, "sigprocmask");
    struct pollfd sources[] = {{STDIN_FILENO, POLLIN, 0}, {signalfd(-1, &child, SFD_CLOEXEC), POLLIN, 0}};
    require(sources[1].fd >= 0, "signalfd");
    for (;;) {
        if (poll(sources, 2, -1) < 0) {
            require(errno == EINTR, "poll");
            continue;
        }
        if (sources[1].revents != 0) reap(sources[1].fd);
        if (sources[0].revents != 0 && !take_request()) return 0;
    }
}

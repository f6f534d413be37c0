// Times what the controller does, at next to no cost of its own: nothing is started for a look, and nothing is asked of systemd.
//   watch await STATUS FORMAT COUNT PHASE SECONDS   until the statuses of so many names, such as n%04d, are of a phase, in sync and
//       settled; fails after so long
//   watch drop STATUS PHASE FROM TO NAME...      renames each FROM/NAME.json into TO, and waits until its status is settled: "NAME TIME"
//   watch quiet SECONDS IDLE CGROUP... -- COMMAND...
//       runs a command, and waits until the first cgroup has used next to nothing for so long, which is at most twice IDLE, in
//       microseconds of CPU a second: the time of the command, seconds until the rest began, CPU of each cgroup until the end of the rest,
//       seconds until then
//   watch answers PORT FILE                      asks a web server two hundred times a second; when it answered, into FILE
// Times are seconds since 1970, CPU is in microseconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST 8192
#define SAMPLES (1 << 16)
#define SAMPLE_SECONDS 0.01

static double seconds_of(struct timespec time) { return (double)time.tv_sec + (double)time.tv_nsec / 1e9; }

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return seconds_of(time);
}

static void rest(double seconds) {
    struct timespec time = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
    nanosleep(&time, NULL);
}

static size_t slurp(const char *path, char *text, size_t room) {
    FILE *file = fopen(path, "re");
    size_t length = file ? fread(text, 1, room - 1, file) : 0;
    if (file) fclose(file);
    text[length] = 0;
    return length;
}

// Whether a status says that nothing is to be done any more.
static int is_settled(const char *path, const char *phase) {
    static char text[1 << 16];
    char wanted[64];
    const char *progressing, *status;
    slurp(path, text, sizeof text);
    snprintf(wanted, sizeof wanted, "\"phase\": \"%s\"", phase);
    return strstr(text, "\"inSync\": true") && strstr(text, wanted) && (progressing = strstr(text, "\"Progressing\""))
        && (status = strstr(progressing, "\"status\": \"")) && status[strlen("\"status\": \"")] == 'F';
}

// Each file is read until it is settled, and then no more.
static int await(const char *directory, const char *pattern, int count, const char *phase, double seconds) {
    static char settled[MOST];
    double deadline = now() + seconds;
    char path[512], name[64];
    int left = count;
    while (left > 0 && now() < deadline) {
        left = 0;
        for (int i = 0; i < count && left < 10; i++) {
            snprintf(name, sizeof name, pattern, i);
            snprintf(path, sizeof path, "%s/%s.json", directory, name);
            if (!settled[i] && !(settled[i] = (char)is_settled(path, phase))) left++;
        }
        if (left) rest(0.05);
    }
    return left > 0;
}

static int drop(char **arguments, int count) {
    const char *statuses = arguments[0], *phase = arguments[1], *from = arguments[2], *to = arguments[3];
    for (int i = 4; i < count; i++) {
        char old[512], new[512], status[512];
        struct stat file;
        snprintf(old, sizeof old, "%s/%s.json", from, arguments[i]);
        snprintf(new, sizeof new, "%s/%s.json", to, arguments[i]);
        snprintf(status, sizeof status, "%s/%s.json", statuses, arguments[i]);
        double dropped = now();
        if (rename(old, new)) return 1;
        printf("%s %.6f\n", arguments[i], dropped);
        // Files bear the time of the last tick of the kernel's clock.
        while (stat(status, &file) || seconds_of(file.st_mtim) < dropped - 0.005 || !is_settled(status, phase)) {
            if (now() > dropped + 60) return 1;
            rest(0.003);
        }
        rest(0.15);
    }
    return 0;
}

static double cpu_of(const char *cgroup) {
    char path[512], text[1024];
    snprintf(path, sizeof path, "/sys/fs/cgroup/%s/cpu.stat", cgroup);
    slurp(path, text, sizeof text);
    return strncmp(text, "usage_usec ", 11) ? 0 : atof(text + 11);
}

static int quiet(double seconds, double idle, char **cgroups, int count, char **command) {
    static double times[SAMPLES], used[SAMPLES];
    double before[16], began, limit = idle * seconds * 2 + 1500;
    int last = 0, first = 0, running = 1;
    for (int i = 0; i < count; i++) before[i] = cpu_of(cgroups[i]);
    began = now();
    if (fork() == 0) {
        execvp(command[0], command);
        _exit(127);
    }
    for (; last < SAMPLES; last++) {
        times[last] = now();
        used[last] = cpu_of(cgroups[0]) - before[0];
        while (used[last] - used[first] > limit) first++;
        // What comes between the parts of a command is no rest.
        if (running && waitpid(-1, NULL, WNOHANG) == 0) first = last;
        else running = 0;
        if (times[last] - times[first] >= seconds) break;
        rest(SAMPLE_SECONDS);
    }
    if (last == SAMPLES) return 1;
    printf("%.6f %.3f", began, times[first] - began);
    for (int i = 0; i < count; i++) printf(" %.0f", cpu_of(cgroups[i]) - before[i]);
    printf(" %.3f\n", now() - began);
    return 0;
}

static int ask(int port) {
    const char *request = "GET / HTTP/1.0\r\n\r\n";
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct timeval patience = {.tv_usec = 200000};
    char text[16] = "";
    int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(server, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(server, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    int answered = !connect(server, (struct sockaddr *)&address, sizeof address) && write(server, request, strlen(request)) > 0
        && read(server, text, sizeof text) >= 12 && !strncmp(text + 8, " 200", 4);
    close(server);
    return answered;
}

static int answers(int port, const char *path) {
    FILE *file = fopen(path, "we");
    while (file) {
        double asked = now();
        if (ask(port)) fprintf(file, "%.6f %.6f\n", asked, now());
        fflush(file);
        rest(0.005);
    }
    return 1;
}

int main(int count, char **arguments) {
    const char *what = count > 1 ? arguments[1] : "";
    int dashes = 4;
    if (!strcmp(what, "await") && count == 7)
        return await(arguments[2], arguments[3], atoi(arguments[4]), arguments[5], atof(arguments[6]));
    if (!strcmp(what, "drop") && count > 6) return drop(arguments + 2, count - 2);
    if (!strcmp(what, "answers") && count == 4) return answers(atoi(arguments[2]), arguments[3]);
    while (dashes < count && strcmp(arguments[dashes], "--")) dashes++;
    if (!strcmp(what, "quiet") && dashes + 1 < count && dashes < 20)
        return quiet(atof(arguments[2]), atof(arguments[3]), arguments + 4, dashes - 4, arguments + dashes + 1);
    fprintf(stderr, "usage: see the head of watch.c\n");
    return 2;
}
